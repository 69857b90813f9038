// The check of the JavaScript: `make lint`.

import js from "@eslint/js";
import globals from "globals";

const ONLY_THE_VIEW = "Only the View writes on its fields: return a value, or call one of its methods.";
const ONLY_THE_LENS = "What differs between lenses belongs to the lens: ask it, not for its name.";

const sizes = {
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", { max: 40 }],
  "max-params": ["error", 7],
  complexity: ["error", 10],
};

const wholesome = {
  eqeqeq: "error",
  "no-implicit-globals": "error",
  "no-shadow": "off",
  "no-var": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "no-control-regex": "off", // what XML forbids is named by its numbers
};

const boundaries = {
  "no-restricted-syntax": [
    "error",
    { selector: "AssignmentExpression[left.object.name='view']", message: ONLY_THE_VIEW },
    { selector: "UpdateExpression[argument.object.name='view']", message: ONLY_THE_VIEW },
    {
      selector: "CallExpression[callee.object.name='Object'][callee.property.name='assign'][arguments.0.name='view']",
      message: ONLY_THE_VIEW,
    },
    { selector: "BinaryExpression[left.name='lens'][right.type='Literal']", message: ONLY_THE_LENS },
    { selector: "BinaryExpression[left.property.name='lens'][right.type='Literal']", message: ONLY_THE_LENS },
  ],
};

export default [
  js.configs.recommended,
  {
    files: ["explorer/views/js/*.js", "explorer/ui/js/*.js", "explorer/live/js/**/*.js", "docs/site/js/*.js"],
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.browser },
    rules: { ...sizes, ...wholesome, ...boundaries },
  },
  {
    files: ["tests/*/js/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.node },
    rules: { ...sizes, ...wholesome },
  },
];
