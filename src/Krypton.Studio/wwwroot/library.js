// Uploads, and how a model wants its image.
import { post, upload } from "./api.js";
import { el } from "./plan.js";

const $ = (id) => document.getElementById(id);
let page;

const kind = (file) => /\.onnx$/i.test(file.name) ? "model" : /\.txt$/i.test(file.name) ? "labels" : "image";

async function take(files) {
  const chosen = {};
  for (const file of files) {
    const line = el("li", {}, `${file.name}: being uploaded`);
    $("uploads").append(line);
    try {
      const what = kind(file);
      const path = what === "model" ? `/api/models?name=${encodeURIComponent(file.name)}`
        : what === "labels" ? `/api/models/${encodeURIComponent(page.model())}/labels` : `/api/images?name=${encodeURIComponent(file.name)}`;
      const { name } = await upload(path, file);
      chosen[what === "labels" ? "model" : what] = name;
      line.textContent = `${file.name}: is ${what === "image" ? "image" : "model"} ${name}${what === "labels" ? ", with these labels" : ""}`;
    } catch (e) {
      line.textContent = `${file.name}: ${e.message}`;
      line.className = "error";
    }
  }
  if (Object.keys(chosen).length) await page.refresh(chosen);
}

export function showAll(studio) {
  $("gallery").replaceChildren(...studio.images.map((n) => el("figure", {}, el("img", { src: `/api/images/${encodeURIComponent(n)}`, alt: "", loading: "lazy" }), el("figcaption", {}, n))));
  $("models").replaceChildren(...studio.models.map((n) => el("li", {}, n)));
}

export function showPreprocessing(model) {
  const form = $("preprocessing");
  [form.elements.mean.value, form.elements.std.value, form.elements.channels.value, form.elements.resize.value] = [model.mean, model.std, model.order, model.resize];
  $("preprocessing-origin").textContent = `From ${model.origin === "default" ? "nowhere: the model says nothing, so pixels are divided by 255" : `the ${model.origin}`}. Input ${model.width}×${model.height}×${model.channels}; ${model.labels} labels. Change a value to see the prediction it gives.`;
}

const options = () => Object.fromEntries(["mean", "std", "channels", "resize"].map((k) => [k, $("preprocessing").elements[k].value]));

export function setUp(to) {
  page = to;
  let timer = 0;
  $("preprocessing").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => page.predict(options()).then(() => page.notice(null), page.notice), 300);
  });
  $("preprocessing").addEventListener("submit", async (e) => {
    e.preventDefault();
    try { await page.refresh({ model: (await post(`/api/models/${encodeURIComponent(page.model())}/variants`, options())).name }); } catch (error) { page.notice(error); }
  });
  $("files").addEventListener("change", () => take([...$("files").files]).catch(page.notice));
  for (const target of [$("drop"), $("stage")]) {
    target.addEventListener("dragover", (e) => { e.preventDefault(); target.classList.add("over"); });
    target.addEventListener("dragleave", () => target.classList.remove("over"));
    target.addEventListener("drop", (e) => { e.preventDefault(); target.classList.remove("over"); take([...e.dataTransfer.files]).catch(page.notice); });
  }
}
