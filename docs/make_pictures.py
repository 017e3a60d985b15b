"""Make the pictures of the guides anew from the example export: ``./rake python docs/make_pictures.py``.

Needs Chromium, LibreOffice and pdftoppm (poppler-utils), and the extras ``plot`` and ``report``. Look at every picture
before it is committed. All that they show is fictional.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from PIL import Image

import rakenlp

PICTURES = Path(__file__).resolve().parent / "kuvat"
LIMIT = 300_000
PHENOMENON = "haato_vuokravelka"


def main() -> None:
    """Write every picture of the folder ``kuvat``."""
    for tool in ("chromium", "soffice", "pdftoppm"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with resources.as_file(resources.files("rakenlp").joinpath("demo", "example.csv")) as path:
            analysis = rakenlp.analyse(rakenlp.read_observations(path))
        for suffix in ("html", "docx"):
            analysis.kooste(work / f"kooste.{suffix}", profile="internal", period="2026H1")
        analysis.kooste(work / "julkaistava.html", profile="published", period="2026H1")
        analysis.social_report(PHENOMENON, work / "raportti.docx", profile="internal", sent="2026-07-01")
        analysis.rake_vartti(PHENOMENON, work / "vartti.html")
        analysis.slides(work / "diat.html", profile="published", period="2026H1")
        analysis.plot.map_page(work / "karttasivu.html")
        shoot(work / "kooste.html", "kooste-kannettava", width=1280, height=900)
        shoot(work / "kooste.html", "kooste-puhelin", width=390, height=844)
        shoot(work / "julkaistava.html", "julkaistava-kannettava", width=1280, height=900)
        print_page(work / "kooste.html", "kooste-tuloste")
        shoot(work / "karttasivu.html", "karttasivu", width=1280, height=1000)
        print_page(work / "vartti.html", "vartti")
        print_page(work / "diat.html", "diat")
        for document, picture, page in (("kooste", "kooste-word", 2), ("raportti", "raportti-word", 1)):
            command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(work)]
            subprocess.run([*command, str(work / f"{document}.docx")], check=True, capture_output=True)
            page_of(work / f"{document}.pdf", picture, page)
        for kind in ("timeline", "expected", "first_heard", "voices", "map"):
            figure = getattr(analysis.plot, kind)()
            figure.savefig(work / f"{kind}.png", dpi=110)
            keep(work / f"{kind}.png", f"kuvaaja-{kind.replace('_', '-')}")


def shoot(page: Path, name: str, width: int, height: int) -> None:
    """Take a picture of a page in a frame of the given width, which Chromium's own window cannot be."""
    frame = page.with_name(f"{name}-frame.html")
    style = f"border:0;width:{width}px;height:{height}px"
    frame.write_text(f'<body style="margin:0"><iframe src="{page.name}" style="{style}"></iframe>', encoding="utf-8")
    picture = page.with_name(f"{name}.png")
    chromium(f"--window-size={max(width, 500)},{height}", f"--screenshot={picture}", frame.as_uri())
    keep(picture, name, (width, height))


def print_page(page: Path, name: str) -> None:
    """Take a picture of the first printed page."""
    pdf = page.with_name(f"{name}.pdf")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    page_of(pdf, name, 1)


def page_of(pdf: Path, name: str, page: int) -> None:
    """Take a picture of one page of a PDF."""
    stem = pdf.with_name(f"{name}-page")
    numbers = ["-f", str(page), "-l", str(page)]
    subprocess.run(["pdftoppm", "-r", "90", "-png", "-singlefile", *numbers, str(pdf), str(stem)], check=True)
    keep(stem.with_suffix(".png"), name)


def chromium(*arguments: str) -> None:
    """Run Chromium without a window and without the network."""
    command = ["chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", "--allow-file-access-from-files"]
    subprocess.run([*command, "--host-resolver-rules=MAP * ~NOTFOUND", *arguments], check=True, capture_output=True)


def keep(path: Path, name: str, size: tuple[int, int] | None = None) -> None:
    """Put a picture among those of the guides, with no more colours and pixels than it needs."""
    picture = Image.open(path).convert("RGB")
    if size:
        picture = picture.crop((0, 0, *size))
    target = PICTURES / f"{name}.png"
    picture.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size > LIMIT:
        sys.exit(f"{target.name} is larger than {LIMIT} bytes")


if __name__ == "__main__":
    main()
