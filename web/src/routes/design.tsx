export function DesignRoute() {
  return null;
}
