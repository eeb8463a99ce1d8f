import type { DemoScript } from './demo-script.ts';

export const englishScript: DemoScript = {
  organization: 'Warm House (demo)',
  visitor: 'Guest',
  operators: [
    { name: 'Anna Grey', login: 'anna' },
    { name: 'Owen Clarke', login: 'owen' },
    { name: 'Mary Finch', login: 'mary' },
  ],
  firstNames: {
    women: ['Emma', 'Olivia', 'Grace', 'Hannah', 'Lucy', 'Sarah', 'Rachel', 'Megan', 'Laura', 'Helen', 'Joan', 'Ruth'],
    men: ['James', 'Thomas', 'Daniel', 'Oliver', 'Henry', 'Peter', 'Simon', 'George', 'Martin', 'Paul', 'Adam', 'Luke'],
  },
  lastNames: [
    'Walker',
    'Hughes',
    'Bennett',
    'Carter',
    'Ward',
    'Foster',
    'Palmer',
    'Reid',
    'Murray',
    'Walsh',
    'Barker',
    'Doyle',
    'Harding',
    'Lambert',
    'Osborne',
    'Pearce',
    'Quinn',
    'Rowe',
    'Stokes',
    'Tyler',
    'Vaughan',
    'Whittle',
  ],
  cities: ['Bristol', 'Bath', 'Gloucester', 'Swindon', 'Newport', 'Cheltenham'],
  streets: [
    '14 Orchard Road',
    '3 Mill Lane',
    '118 Victoria Street',
    '52 Park Avenue',
    '9 Chapel Close',
    '27 Station Road',
    '40 Bridge Street',
  ],
  boilers: ['Vaillant ecoTEC plus', 'Worcester Greenstar 30i', 'Baxi 800', 'Ideal Logic Max', 'Viessmann Vitodens 100'],
  conditioners: ['Daikin FTXM25', 'Mitsubishi MSZ-AP', 'Toshiba Seiya', 'LG DualCool', 'Panasonic Etherea'],
  groups: {
    boilers: 'Boilers under service',
    conditioners: 'Air conditioning',
    due: 'Annual service due',
    new: 'New enquiries',
  },
  tags: { vip: 'regular', warranty: 'warranty', contract: 'service plan' },
  consent: { wording: 'I agree to receive messages about service and offers.', source: 'demo data' },
  labels: { urgent: 'Urgent', booking: 'Booking', question: 'Question', complaint: 'Complaint' },
  templates: {
    due: {
      name: 'Service reminder',
      text: 'Hi {{firstName}}, your boiler is due its yearly service. Shall we book an engineer this week? Just reply. Warm House. Opt out: STOP',
    },
    summer: {
      name: 'Air conditioning clean',
      text: 'Hello {{firstName | "there"}}, an air conditioning clean is £59 instead of £75 until the end of the month, call-out included. Interested? Warm House. Opt out: STOP',
    },
    visit: {
      name: 'Engineer on the way',
      text: 'Your engineer will be with you within the hour. If plans have changed, just reply.',
    },
  },
  campaigns: { finished: 'Yearly boiler service', running: 'Air conditioning: clean before summer' },
  channels: { sms: 'SMS (sandbox)', telegram: 'Telegram (sandbox)', sender: 'WarmHouse', bot: 'Warm House' },
  days: ['tomorrow', 'on Thursday', 'on Friday', 'on Saturday', 'on Monday'],
  times: ['between 10 and 12', 'between 2 and 5', 'after 6', 'between 9 and 11'],
  prices: ['£85', '£95', '£110', '£59'],
  replies: [
    {
      text: 'Yes, Thursday afternoon please',
      answer: 'Booked: Thursday, 2 to 5 pm. The engineer calls half an hour before.',
    },
    { text: 'Hello, how much is it?', answer: 'Hello. It is £85 and takes about an hour. Shall I book you in?' },
    { text: 'Thanks, had it done in September', answer: 'Noted, thank you. We will remind you in a year.' },
    { text: 'Would Saturday morning work?', answer: 'It would: Saturday, 9 to 11.' },
    { text: 'We have moved, no boiler any more', answer: 'Understood, we will not write again. Enjoy the new home.' },
    { text: 'Yes, any day after six' },
    { text: 'STOP' },
  ],
  quote: {
    name: 'Quote for three rooms.xlsx',
    rows: [
      ['Item', 'Quantity', 'Price, £', 'Sum, £'],
      ['Unit 2.5 kW', 2, 940, 1_880],
      ['Unit 3.5 kW', 1, 1_180, 1_180],
      ['Installation, up to 5 m of pipe', 3, 435, 1_305],
      ['Discount 5 %', 1, -218, -218],
      ['Total', '', '', 4_147],
    ],
  },
  titles: { fill: 'Filling the demo' },
  dialogues: [
    {
      about: 'boiler',
      label: 'urgent',
      turns: [
        ['c', 'Hello, our {model} shows F.28 and will not light. The house is freezing', 'display'],
        [
          'o',
          'Good morning. F.28 means that it tries to light and gets no gas. Is the gas on at the meter, and does the hob work?',
        ],
        ['c', 'Hob works fine'],
        ['o', 'Then we need to look at it. I can send an engineer {day} {time}. Is it still {street}?'],
        ['c', 'Yes it is. Any chance of sooner? We have a baby'],
        ['n', 'Baby in the house, 14 degrees inside. Ask Paul whether he can fit them in tonight.'],
      ],
    },
    {
      about: 'boiler',
      label: 'booking',
      ends: 'resolved',
      turns: [
        ['c', 'Hi, I would like to book a service for my {model}'],
        ['o', 'Of course. The yearly service is {price} and takes about an hour. Would {day} {time} suit you?'],
        ['c', 'That works'],
        ['o', 'Booked: {street}, {day} {time}. The engineer calls half an hour before.'],
        ['c', 'Perfect, thank you'],
      ],
    },
    {
      about: 'conditioner',
      label: 'question',
      turns: [
        ['c', 'How much is it to clean a {model}?'],
        ['o', 'Indoor and outdoor unit together are {price}, call-out included. Shall I book you in?'],
        ['c', 'The outdoor unit is on a fourth floor wall, is that a problem?'],
      ],
    },
    {
      about: 'conditioner',
      label: 'urgent',
      turns: [['c', 'Our {model} drips right onto the sofa. What do I do?']],
    },
    {
      about: 'boiler',
      label: 'complaint',
      turns: [
        ['c', 'Your engineer was here yesterday and the boiler is out again today. What did I pay for?'],
        ['o', 'I am very sorry. The return visit is free of course. He could be with you {day} {time}, would that do?'],
        ['n', 'Visited yesterday, fan pressure switch replaced. Work is under warranty for 6 months: no charge.'],
        ['c', 'Fine. But somebody else please, not the same one'],
      ],
    },
    {
      about: 'boiler',
      ends: 'snoozed',
      turns: [
        ['c', 'When is our next service due on the plan?'],
        ['o', 'A year after the last one, so in November. Shall I remind you a week before?'],
        ['c', 'Yes please'],
      ],
    },
    {
      about: 'conditioner',
      label: 'booking',
      turns: [
        ['c', 'Good evening, we bought a {model}. Can you install it?'],
        ['o', 'Good evening. Yes: a standard installation with up to 5 m of pipe is £420. What is the wall made of?'],
        ['c', 'Brick, about 3 m to the balcony', 'wall'],
        ['o', 'Then the standard one will do. The fitters are free {day} {time}.'],
        ['c', 'Great. {street}, flat 38'],
      ],
    },
    {
      about: 'boiler',
      ends: 'resolved',
      turns: [
        ['c', 'The boiler pressure has dropped to 0.5, is that dangerous?'],
        [
          'o',
          'Not dangerous, but it may stop. Open the filling tap under the boiler until it reads 1.2 to 1.5, then close it.',
        ],
        ['c', 'Done, it is at 1.3. Thanks!'],
        ['o', 'Lovely. If it drops again within a week write to us, and we will look for a leak.'],
      ],
    },
    {
      about: 'boiler',
      label: 'question',
      turns: [
        ['c', 'Hello, do you do landlord gas safety certificates?'],
        ['o', 'Hello. Yes, we are Gas Safe registered. Certificate and service together are {price}.'],
        ['c', 'There are two flats at {street}, do I need one for each?'],
        ['o', 'One for each flat with a gas appliance. We can do both in one visit, {day} {time}?'],
      ],
    },
    {
      about: 'conditioner',
      turns: [
        ['c', 'Our {model} blows but does not cool. Three years old, never cleaned'],
        [
          'o',
          'That sounds like a dirty coil or low refrigerant. A visit is {price} with the clean included. {day} {time}?',
        ],
        ['c', 'I am at work then, could it be the evening?'],
      ],
    },
    { about: 'boiler', label: 'urgent', turns: [['c', 'I can smell gas near the boiler!!']] },
    {
      about: 'boiler',
      ends: 'resolved',
      turns: [
        ['c', 'Just to say the engineer was on time and left everything tidy. Thank you Paul'],
        ['o', 'Thank you for writing. I will pass it on to Paul, it will make his day.'],
      ],
    },
    {
      about: 'boiler',
      label: 'question',
      turns: [
        ['c', 'Can a {model} go into a bathroom?'],
        ['o', 'A room-sealed one can, outside the zones around bath and shower. How far from the shower would it be?'],
        ['c', 'About 1.5 m, inside a cupboard'],
      ],
    },
    {
      about: 'conditioner',
      ends: 'snoozed',
      turns: [
        ['c', 'We want three units for our office, could you quote? Rooms are 20, 24 and 31 square metres'],
        ['o', 'Hello. You would want 2.5, 2.5 and 3.5 kW: from £4,150 installed. Shall I send the quote by e-mail?'],
        ['c', 'Yes please, and here too. I will send the company details after the holidays'],
        ['o', 'Here is the quote for the three rooms. The prices hold until the end of the month.', 'quote'],
        ['n', 'Office at {street}. Come back to them after the holidays; promised 5 % for three units.'],
      ],
    },
    {
      about: 'boiler',
      turns: [
        ['c', 'Could you move my visit from tomorrow to Saturday please?'],
        ['o', 'Hello. There is room on Saturday {time}. Shall I move it?'],
        ['c', 'Yes'],
      ],
    },
    {
      about: 'conditioner',
      label: 'complaint',
      turns: [
        ['c', 'I have been waiting for your engineer since 10, it is 1 pm and nobody has called'],
        [
          'o',
          'I do apologise. He was held up at the last job and will be with you in 40 minutes. We take 20 % off the clean.',
        ],
        ['c', 'Alright, but this is not how it should be'],
      ],
    },
  ],
};
