# A result of `tare run --counters=hardware known.so` on the emulated machine:
# one line a check, "passed" or "FAILED" and what it was about. $mode, $user
# and $paranoid tell what machine it was, $doctor is what `tare doctor` said.

def common: "cycles", "instructions", "branches", "branch-misses",
	"cache-references", "cache-misses";

def refused: $user != "root" and ($paranoid | tonumber) > 2;

# What the kernel says of a counter: "" if it is counted.
def answer:
	if refused then "EACCES"
	elif $mode == "none" then "ENOENT"
	elif . == "cycles" then ""
	elif . == "instructions" and $mode != "cycles" then ""
	else "ENOENT" end;

def reason:
	if refused then "shuts perf to ordinary users"
	elif $mode == "none" then "no hardware PMU"
	else "has no such event" end;

def metrics($name): [.cases[].metrics[]? | select(.name == $name)];
def value($case; $name):
	.cases[] | select(.id | test($case)) | .metrics[]
	| select(.name == $name) | .estimate.value;
def near($expected): . >= $expected * 0.99 and . <= $expected * 1.01;
def check($what; ok): if ok then "passed \($what)" else "FAILED \($what)" end;

def absent($name):
	[.absent[] | select(.name == $name)] as $found
	| check("\($name) is absent for \($name | answer)";
		($found | length) == 1
		and ($found[0].errno == ($name | answer))
		and ($found[0].reason | contains(reason))
		and ($found[0].mend | length) > 0
		and (metrics($name) | length) == 0);

def counted($name):
	check("\($name) is counted all the time in every case";
		(metrics($name) | length) == (.cases | length)
		and all(metrics($name)[]; .coverage == 1 and .estimate.value > 0)
		and all(.absent[]; .name != $name));

# The difference of two lengths is without what surrounds the loops.
def lengths($bench; $shorter; $longer):
	(value($bench + "\\S*=\($shorter)\\b"; "instructions")) as $a
	| (value($bench + "\\S*=\($longer)\\b"; "instructions")) as $b
	| check("instructions of \($bench): \($a) and \($b)";
		($b - $a) | near(2 * ($longer - $shorter)));

def doctor_agrees($name):
	check("the doctor agrees about \($name)";
		[$doctor[0].counters[] | select(.name == $name)]
		| length == 1 and .[0].available == (($name | answer) == "")
		and (.[0].errno // "") == ($name | answer));

def lengths:
	lengths("spin"; 1000; 2000), lengths("starts_thread"; 10000; 20000);

check("every case is ok";
	(.cases | length) > 0 and all(.cases[]; .status == "ok")),
(common as $name
	# With two CPUs qemu counts the instructions of both in each.
	| if $mode == "threads" and $name == "instructions" and (refused | not)
	then empty
	elif ($name | answer) == "" then counted($name)
	else absent($name) end),
if $mode == "threads" then empty
else
	doctor_agrees(common),
	if ("instructions" | answer) == "" then lengths else empty end
end
