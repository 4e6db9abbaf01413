import { createApp } from "vue";
import App from "./App.vue";
import { app, keepInTouch, reload } from "./state.js";
import { askToKeep } from "./storage.js";
import "./style.css";
import { startWorker } from "./update.js";
import { speakChosen } from "./words.js";

async function start() {
  await speakChosen();
  await reload();
  createApp(App).mount("#app");
  keepInTouch();
  if (app.token) void askToKeep();
  await startWorker();
}

void start();
