// Pages show no mathematics. Jupyter asks for its typesetter from outside; this stands in for it.
window.MathJax = {
  Ajax: {},
  InputJax: { TeX: { resetEquationNumbers() {} } },
  Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } },
};
