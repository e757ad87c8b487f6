"""Measures apsync beside Pillow, libvips, OpenCV and sharp; `make bench` runs it.

    __main__, options, run                       what is done, step by step
    places       its folders
    environment  installs the peers              files         the table of files to measure
    photographs, drawings                        what the files are made of
    worker       one peer in a process of its own, driven over pipes; peers, sharp.mjs
    processes    the other end of those pipes    timing        rows, in rotation
    throughput, growth, memory, reads, footprint, quality, stages    the other measurements
    report, tables   results as text             chart         bars and lines, as SVG and PNG

Everything is warm and in-process: a worker opens the file, makes the thumbnail and
writes the PNG into build/bench/out, and tells by its own clock how long that took.
"""
