"""A program of its own: read a PDF, write a picture (PNG) of its first page. It knows nothing of the rest.

Started by `previews`; what hides in a PDF may break this process, and nothing else.
"""

import resource
import sys

MOST_MEMORY_BYTES = 1024 * 1024 * 1024
MOST_CPU_SECONDS = 15
LARGEST_PAGE_POINTS = 14_400
"""So many points has the longest side that PDF allows."""


def main() -> None:
    """Paint the page so that its longer side has as many pixels as the first argument says."""
    import pypdfium2

    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    page = pypdfium2.PdfDocument(content)[0]
    longest = max(page.get_size())
    if not 0 < longest <= LARGEST_PAGE_POINTS:
        raise SystemExit(1)
    page.render(scale=int(sys.argv[1]) / longest, may_draw_forms=False).to_pil().save(sys.stdout.buffer, "PNG")


if __name__ == "__main__":
    main()
