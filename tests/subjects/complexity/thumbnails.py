"""Small pictures of large ones."""

import os
import subprocess


def make(source, size=128):
    target = os.path.splitext(source)[0] + ".thumb.png"
    subprocess.run(f"convert {source} -resize {size}x{size} {target}", shell=True, check=True)
    return target
