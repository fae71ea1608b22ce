const rooms = ['#c9d3d3', '#b6c2c6', '#8a9296', '#30465a', '#8a5a3b', '#aebfae', '#3a3f47', '#d9c9a8'];
const coats = ['#2f3c4f', '#24405c', '#e0a030', '#41505c', '#7b3f46', '#4f7357', '#cf6a3a', '#14191c'];
const skins = ['#e0ad8b', '#9a6444', '#c68a5f', '#f0c9a8', '#6c4632'];

/** A drawn scene in the place of a clip's picture: the same name gives the same scene. */
export function picture(name: string): string {
  let seed = 7;
  for (const letter of name) seed = (seed * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  const of = (list: readonly string[], salt: number): string =>
    list[Math.floor(seed / salt) % list.length] ?? '#888888';
  const x = 50 + (Math.floor(seed / 7) % 60);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90" width="192" height="108">
    <rect width="160" height="90" fill="${of(rooms, 1)}"/>
    <rect x="${(x + 70) % 120}" y="12" width="38" height="30" fill="#eef2f0" opacity=".8"/>
    <rect y="66" width="160" height="24" fill="#000" opacity=".18"/>
    <path d="M${x - 34} 90C${x - 34} 60 ${x - 16} 56 ${x} 56S${x + 34} 60 ${x + 34} 90Z" fill="${of(coats, 11)}"/>
    <ellipse cx="${x}" cy="38" rx="12" ry="15" fill="${of(skins, 5)}"/>
    <path d="M${x - 13} 36C${x - 15} 16 ${x + 15} 16 ${x + 13} 36 ${x + 8} 26 ${x - 8} 26 ${x - 13} 36Z" fill="#2a201d"/>
  </svg>`;
}
