import { Archive, Pause, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#ui/button';
import { Checkbox, Switch } from '#ui/checkbox';
import { Field } from '#ui/field';
import { CopyField } from '#ui/copy-field';
import { Input, Textarea } from '#ui/input';
import { SearchField } from '#ui/search-field';
import { Select } from '#ui/select';
import { Segments } from '#ui/tabs';
import { Sample } from './sample.tsx';

export function ControlSamples() {
  const [text, setText] = useState('Осеннее ТО котлов');
  const [country, setCountry] = useState<'RU' | 'US' | 'KZ'>('RU');
  const [checked, setChecked] = useState(true);
  const [found, setFound] = useState('');
  const [view, setView] = useState<'reply' | 'note'>('reply');
  return (
    <>
      <Sample title="Buttons">
        <Button variant="primary" icon={<Pause aria-hidden />} shortcut="KeyP">
          Pause
        </Button>
        <Button icon={<Plus aria-hidden />}>New contact</Button>
        <Button variant="ghost">Copy</Button>
        <Button variant="danger" icon={<Trash2 aria-hidden />}>
          Stop
        </Button>
        <Button variant="danger-solid">Delete 12 people</Button>
        <Button size="small">Small</Button>
        <Button aria-pressed>Pressed</Button>
        <Button variant="primary" busy>
          Sending
        </Button>
        <Button disabledReason="Choose at least one channel.">Next</Button>
        <IconButton label="Archive" icon={<Archive aria-hidden />} shortcut="KeyE" />
        <IconButton label="Archive" icon={<Archive aria-hidden />} disabledReason="It is running: pause it first." />
      </Sample>
      <Sample title="Fields">
        <div className="grid w-full gap-3 md:grid-cols-3">
          <Field label="Name" hint="Only your team sees it.">
            {(control) => <Input {...control} value={text} onChange={(event) => setText(event.target.value)} />}
          </Field>
          <Field label="Phone" error="This number has 8 digits; 10 are needed after +7.">
            {(control) => <Input {...control} defaultValue="8 (917) 280-44" inputMode="tel" />}
          </Field>
          <Field label="Country of numbers without a code">
            {(control) => (
              <Select
                {...control}
                value={country}
                onChange={setCountry}
                options={[
                  { value: 'RU', label: 'Russia', hint: '+7' },
                  { value: 'US', label: 'United States', hint: '+1' },
                  { value: 'KZ', label: 'Kazakhstan', hint: '+7', disabled: true },
                ]}
              />
            )}
          </Field>
          <Field label="Message" optional="optional">
            {(control) => <Textarea {...control} rows={3} placeholder="Write to the customer" />}
          </Field>
          <SearchField text={found} onChange={setFound} label="Name, phone in any form, e-mail" />
          <CopyField
            label="Link for this person"
            text="https://t.me/shop_bot?start=8fH2kQ"
            hint="Good until 21 December."
          />
        </div>
      </Sample>
      <Sample title="Choices">
        <Checkbox checked={checked} onChange={setChecked} label="First row holds headings" />
        <Checkbox checked={false} indeterminate onChange={setChecked} label="Some of them" />
        <Checkbox checked={false} disabled onChange={setChecked} label="Not now" hint="Needs a connected channel" />
        <Switch checked={checked} onChange={setChecked} label="Customers answer by themselves" />
        <Segments
          label="Kind"
          value={view}
          onChange={setView}
          options={[
            { value: 'reply', label: 'Reply' },
            { value: 'note', label: 'Note' },
          ]}
        />
      </Sample>
    </>
  );
}
