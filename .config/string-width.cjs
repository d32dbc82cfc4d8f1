// Takes the place of string-width in the programs. The width of plain ASCII is its length, and the expression that
// finds emoji takes longer to compile than a table to draw.
const ASCII = /^[ -~]*$/;

module.exports = (text) =>
  typeof text === 'string' && ASCII.test(text)
    ? text.length
    : require('../node_modules/string-width/index.js')(text);
