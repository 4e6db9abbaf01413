"""The pages of the app itself: the built shell, its manifest, its service worker. No data of anybody in them."""

from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pilar.core.doors import public_page

BUILT = Path(__file__).parent / "static" / "lapangan"
"""Made by `vite build` in client/ (./run does it); carried inside the wheel."""

MANIFEST: dict[str, Any] = {
    "id": "/lapangan/",
    "name": "Pilar Lapangan",
    "short_name": "Lapangan",
    "description": "Kunjungan keluarga tanpa jaringan, terkirim saat jaringan ada",
    "lang": "id",
    "start_url": "/lapangan/",
    "scope": "/lapangan/",
    "display": "standalone",
    "orientation": "portrait",
    "background_color": "#fdfbf7",
    "theme_color": "#0b4f4a",
    "icons": [
        {"src": "/static/lapangan/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": "/static/lapangan/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
    ],
}


def _built(name: str, kind: str) -> HttpResponse:
    path = BUILT / name
    if not path.is_file():
        raise Http404("aplikasi lapangan belum dibangun; jalankan ./run")
    return HttpResponse(path.read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"})


@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
@public_page
@require_safe
def open_app(request: HttpRequest) -> HttpResponse:
    """The shell at /lapangan/. The form engine is WebAssembly, so only here scripts may compile it; nothing else is loosened."""
    return _built("index.html", "text/html; charset=utf-8")


@public_page
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address inside its scope and never kept by a cache."""
    return _built("sw.js", "text/javascript; charset=utf-8")


@public_page
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(MANIFEST, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer
