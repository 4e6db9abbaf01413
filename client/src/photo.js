/** Photos made small on the phone: JPEG of at most 400 kB, nothing of EXIF kept (place and time stand in the record). */
export const MOST_BYTES = 400 * 1024;
const STEPS = [[1600, 0.82], [1600, 0.68], [1280, 0.72], [1280, 0.58], [1024, 0.6], [800, 0.55], [640, 0.45]];

/** Blob or video frame -> {bytes, type, width, height}. Throws "photo_unreadable" when it is no picture. */
export async function shrink(source, mostPixels = null) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(source, { imageOrientation: "from-image" });
  } catch {
    throw new Error("photo_unreadable");
  }
  try {
    for (const [edge, quality] of STEPS) {
      const made = await drawn(bitmap, Math.min(edge, mostPixels || edge), quality);
      if (made.blob.size <= MOST_BYTES)
        return { bytes: await made.blob.arrayBuffer(), type: "image/jpeg", width: made.width, height: made.height };
    }
  } finally {
    bitmap.close();
  }
  throw new Error("photo_too_big");
}

async function drawn(bitmap, edge, quality) {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  if (typeof OffscreenCanvas === "function") {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
    return { blob: await canvas.convertToBlob({ type: "image/jpeg", quality }), width, height };
  }
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  return { blob: await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality)), width, height };
}
