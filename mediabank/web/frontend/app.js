// What every page gets: quicker searching, copying, picture sizes, forms that warn. Everything works without it.
import "./js/coming.js";
import "./js/swapping.js";
import "./js/combobox.js";
import "./js/copying.js";
import "./js/folds.js";
import "./js/forms.js";
import "./js/ordering.js";
import "./js/shelves.js";
import "./js/suggesting.js";
import "./js/toasts.js";
import "./js/tree.js";
import "./js/typing.js";
