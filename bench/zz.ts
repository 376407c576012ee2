import { writeLog } from './log-file.js';
console.log(await writeLog(process.argv[2]!, Number(process.argv[3])));
