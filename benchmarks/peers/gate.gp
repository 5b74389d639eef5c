# Chart of benchmarks/peers/gate, from gate.tsv in the current folder:
#   gnuplot -e "COUNT = 6; FMT = 'svg'" gate.gp
# The look is that of tare's own charts (harness/report/chart_script.c).
set encoding utf8
set datafile separator "\t"
set border 3 lc rgb "#6b7785" lw 0.8
set grid back lc rgb "#e4e8ec" lw 0.8 lt 1
unset key
INK = "#1f2933"; MUTE = "#6b7785"
array LINE[8] = [0x0072B2, 0x56B4E9, 0xD55E00, 0xB8860B, \
	0xCC79A7, 0x009E73, 0x1f2933, 0x6b7785]
F11 = "DejaVu Sans,11"; F12 = "DejaVu Sans,12"; F17 = "DejaVu Sans,17"
set tics nomirror out scale 0.5 textcolor rgb INK font F12
set errorbars 0.6
set xlabel textcolor rgb MUTE font "DejaVu Sans,13" offset 0,0.2
set ylabel textcolor rgb MUTE font "DejaVu Sans,13"
if (FMT eq "svg") {
	set terminal svg size 1080,420 dynamic noenhanced \
		background "#ffffff" rounded linewidth 1.2 \
		font "DejaVu Sans,Helvetica,Arial,sans-serif,14"
} else {
	set terminal pngcairo size 2160,840 noenhanced \
		background "#ffffff" rounded linewidth 2.4 \
		font "DejaVu Sans,14" fontscale 1.5 pointscale 2
}
set output "gate.".FMT
set multiplot
set tmargin at screen 0.84
set bmargin at screen 0.145
set lmargin at screen 0.072
set rmargin at screen 0.60
set xrange [-0.4:5.4]
set yrange [-3:103]
set xtics (0, 1, 2, 5)
set ytics 20
set xlabel "true change, % (at 0: false alarms)"
set ylabel "called slower, % of decisions"
set label 1 "Verdicts on changes that are known, 95 % intervals" \
	at screen 0.015, 0.94 font F17 textcolor rgb INK
plot for [k = 0:COUNT - 1] "gate.tsv" index k using 1:2 with lines \
		lw 1.8 dt 1 + k % 4 lc rgb LINE[k + 1], \
	for [k = 0:COUNT - 1] "gate.tsv" index k using 1:2:3:4 \
		with yerrorbars pt 7 ps 0.7 lw 1.2 lc rgb LINE[k + 1]
unset label
set lmargin at screen 0.80
set rmargin at screen 0.985
set yrange [COUNT - 0.5:-0.5]
set xrange [0.1:100]
set logscale x
set grid x noy
set xtics (0.1, 1, 10, 100)
unset ytics
set xlabel "median s to the verdict"
unset ylabel
plot for [k = 0:COUNT - 1] "gate.tsv" index k using 5:(k) with points \
		pt 7 ps 0.8 lc rgb LINE[k + 1], \
	"gate.tsv" index COUNT using (0.1):1:2:(LINE[$1 + 1]) with labels \
		right offset -1,0 font F12 tc rgb variable
unset multiplot
unset output
