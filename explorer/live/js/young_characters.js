// Characters whose class in today's Unicode is newer than the tables of the Rust tokenizer: to it they are letters.
// In base 36: how far each lies from the one before, and after a colon how many more follow it.

const RUNS =
  "17h dc 43:1 6:8 17:o 7v:1 3c 3o:5 2e 4v 1k 1n d 3g 1n:1 1x 8p k 1nq 63 3a:1 ft:u 3:b 2r:1 1a:2 hj:5 37s:c 3:b o27 49 1m 5a jmv:3 1u:5 8t:2 z 16:5 1z:a 5:4 15:7 6f 3:1 26 b 70 6 33 3 6y 3k:5 e 2 2 2:1 2:1 9:1 2e:7 3:2 2 5:4 b:1 2:1 ea:c 25 2t 7l:8 2:2 74:1 2 5:3 3y:3 3:1 5 2 v:9 15:5 3:c a:5 3:2 1b:c 2:4 2:4 2m:9 2f 2:2 2 3f 27:6 2:5 2 2:4 17:1 x:l 3:6 2:1 2:1 3f:5 4 2:1 2:6 2 21:1 4 2 9o:1 3:1 8:1 1h:4 6 2:d b 4l 35e:1 u6:g 7:e 8uh:b 4:2 2f2:2 88:3 51 43 2 isc:19 3:m 3ay:6 2:g 3:6 2:1 2:4 2t 4h:6 ag 1q:3 e5:3 73:1 g 6c 3 8:1 6 gf:6 k:1";

/** @type {Set<number>} code points */
export const YOUNG = new Set();

let last = 0;
for (const run of RUNS.split(" ")) {
  const [step, more = "0"] = run.split(":");
  const first = last + parseInt(step, 36);
  last = first + parseInt(more, 36);
  for (let code = first; code <= last; code++) YOUNG.add(code);
}
