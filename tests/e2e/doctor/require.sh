#!/usr/bin/env bash
# What a machine must have; its lack is named with the mend, exit code 6.
source "$SOURCE/tests/e2e/lib.sh"
exits 2 "$TARE" doctor --require=bananas
says err 'expected words of hardware, simulated, allocations, quiet and charts'
exits 2 "$TARE" doctor --require=hardwear
says err "did you mean 'hardware'?"
exits 2 "$TARE" doctor --require=
exits 6 env PATH=/nowhere "$TARE" doctor --require=charts,simulated
says err "this machine has no 'charts': gnuplot is missing; mend: apt-get"
says err "this machine has no 'simulated': sim.instructions: E"
says out 'simulated'
# The answer is that of the document.
"$TARE" doctor --json >doctor.json
for word in hardware:cycles simulated:sim.instructions allocations:allocs; do
	if jq -e --arg name "${word#*:}" '.counters[] |
		select(.name == $name) | .available' doctor.json >/dev/null
	then
		exits 0 "$TARE" doctor --require="${word%:*}"
	else
		exits 6 "$TARE" doctor --json --require="${word%:*}"
		says err "this machine has no '${word%:*}': ${word#*:}: E"
		says err '; mend: '
		holds out '.schema == "tare.doctor/1"'
	fi
done
