#!/usr/bin/env bash
"$TARE" gaet
