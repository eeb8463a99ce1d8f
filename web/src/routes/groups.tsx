export { GroupsPage as GroupsRoute } from '../features/people/groups-page.tsx';
