#!/usr/bin/env bash
"$TARE" --version
