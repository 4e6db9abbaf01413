/** A signature drawn with finger, pen or mouse; sent as PNG. */

const form = document.querySelector("[data-sign]");
const pad = form?.querySelector("canvas");
const pen = pad?.getContext("2d");
let drawn = false;

if (form instanceof HTMLFormElement && pad && pen) {
  const blank = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, pad.width, pad.height); drawn = false; };
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
  };
  blank();
  pen.lineWidth = 4;
  pen.lineCap = "round";
  pen.strokeStyle = "#111";
  pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...place(event)); });
  pad.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  form.querySelector("[data-clear]").addEventListener("click", blank);
  form.addEventListener("submit", (event) => {
    if (!drawn) { event.preventDefault(); pad.focus(); return; }
    form.elements.image.value = pad.toDataURL("image/png");
  });
}
