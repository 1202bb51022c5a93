// Where each province stands when every province is one square: neighbours stay near each other, no
// border is drawn. Column and row from the upper left; codes as the dictionary writes them.

export const columns = 9;
export const tileRows = 8;

export const tiles: Readonly<Record<string, readonly [column: number, row: number]>> = {
  黑龙江: [8, 0],
  内蒙古: [5, 1],
  吉林: [8, 1],
  新疆: [0, 2],
  北京: [6, 2],
  天津: [7, 2],
  辽宁: [8, 2],
  青海: [1, 3],
  甘肃: [2, 3],
  宁夏: [3, 3],
  陕西: [4, 3],
  山西: [5, 3],
  河北: [6, 3],
  山东: [7, 3],
  西藏: [1, 4],
  四川: [2, 4],
  重庆: [3, 4],
  湖北: [4, 4],
  河南: [5, 4],
  安徽: [6, 4],
  江苏: [7, 4],
  云南: [2, 5],
  贵州: [3, 5],
  湖南: [4, 5],
  江西: [5, 5],
  浙江: [6, 5],
  上海: [7, 5],
  广西: [3, 6],
  广东: [4, 6],
  福建: [5, 6],
  台湾: [7, 6],
  海南: [3, 7],
  澳门: [4, 7],
  香港: [5, 7],
};

// Which of five shades a value gets: by rank among the known ones, so that one extreme does not leave
// all others equally pale.
export function shade(value: number, sorted: readonly number[]): 1 | 2 | 3 | 4 | 5 {
  const below = sorted.filter((each) => each < value).length;
  const at = sorted.length > 1 ? below / (sorted.length - 1) : 0;
  return Math.min(5, 1 + Math.floor(at * 5)) as 1 | 2 | 3 | 4 | 5;
}
