#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "report/chart.h"

#define NOTE_NO_GNUPLOT                                                        \
	"no charts were drawn: gnuplot was not found or does not "             \
	"start (apt-get install gnuplot-nox); their data were written"

#define MAX_SVG_BYTES (16u * 1024 * 1024)

void chart_set_release(struct chart_set *set)
{
	arena_release(&set->arena);
	free(set->chart);
}

int chart_set_init(struct chart_set *set, const char *dir, struct err *err)
{
	static const char *const folders[] = {"data", "lists"};

	set->dir = arena_printf(&set->arena, err, "%s%s",
				*dir == '/' ? "" : "./", dir);
	for (size_t i = 0; set->dir && i < ARRAY_SIZE(folders); i++) {
		char *path = arena_printf(&set->arena, err, "%s/%s", set->dir,
					  folders[i]);

		if (!path)
			return -ERR_NOMEM;
		int r = file_make_directories(path, err);
		if (r < 0)
			return r;
	}
	return set->dir ? 0 : -ERR_NOMEM;
}

static int write_script(const struct chart_set *set, const char *const *script,
			struct err *err)
{
	CLEANUP(str_release) struct str path = {0};
	CLEANUP(file_out_abort) struct file_out out = {0};
	int r;

	str_addf(&path, "%s/charts.gp", set->dir);
	if (path.failed)
		return err_nomem(err, "path of a chart");
	r = file_out_open(&out, path.text, err);
	if (r < 0)
		return r;
	for (size_t i = 0; script[i]; i++)
		fputs(script[i], out.stream);
	return file_out_commit(&out, err);
}

static int write_counts(const struct chart_set *set, struct err *err)
{
	FILE *out = chart_open(set, "lists", "counts", err);

	if (!out)
		return -ERR_IO;
	fprintf(out, "# cases, forests, scalings, pairs\n%zu\t%zu\t%zu\t%zu\n",
		set->cases, set->forests, set->scalings, set->pairs);
	return chart_close(set, out, err);
}

/* TEXT as XML text. */
static void write_xml(FILE *out, const char *text)
{
	char buf[512];

	str_printable(buf, sizeof(buf), text);
	for (const char *at = buf; *at; at++)
		if (*at == '&')
			fputs("&amp;", out);
		else if (*at == '<')
			fputs("&lt;", out);
		else if (*at == '>')
			fputs("&gt;", out);
		else
			fputc(*at, out);
}

static int incomplete(const char *path, struct err *err)
{
	return err_set(err, ERR_IO,
		       "%s: gnuplot left it incomplete; is the disk full?",
		       str_shown(path).text);
}

/* Checks that the SVG is whole, and puts its sentence into <title>. */
static int finish_svg(const struct chart_set *set, const struct chart *chart,
		      struct err *err)
{
	static const char title[] = "<title>Gnuplot</title>";
	CLEANUP(mem_free) char *text = NULL, *path = NULL;
	const char *at;
	size_t length;
	FILE *out;
	int r;

	if (asprintf(&path, "%s/%s.svg", set->dir, chart->stem) < 0)
		return err_nomem(err, "path of a chart");
	r = file_read(path, MAX_SVG_BYTES, &text, &length, err);
	if (r < 0)
		return r;
	if (!strstr(text, "</svg>"))
		return incomplete(path, err);
	at = strstr(text, title);
	out = at ? fopen(path, "we") : NULL;
	if (!out)
		return at ? err_sys(err, ERR_IO, errno, "%s", path) : 0;
	fwrite(text, 1, (size_t)(at - text), out);
	fputs("<title>", out);
	write_xml(out, chart->sentence);
	fputs("</title>", out);
	fputs(at + strlen(title), out);
	return chart_close(set, out, err);
}

/* Checks that the PNG ends as PNGs end. */
static int finish_png(const struct chart_set *set, const struct chart *chart,
		      struct err *err)
{
	CLEANUP(mem_free) char *path = NULL;
	char end[8] = "";
	FILE *in;
	bool whole;

	if (asprintf(&path, "%s/%s.png", set->dir, chart->stem) < 0)
		return err_nomem(err, "path of a chart");
	in = fopen(path, "re");
	whole = in && fseek(in, -8, SEEK_END) == 0 &&
		fread(end, 1, sizeof(end), in) == sizeof(end) &&
		memcmp(end, "IEND\xae\x42\x60\x82", sizeof(end)) == 0;
	if (in)
		fclose(in);
	return whole ? 0 : incomplete(path, err);
}

static int draw(const struct chart_set *set, struct err *err)
{
	int r = gnuplot_draw(set->dir, err);

	for (size_t i = 0; i < set->count && r >= 0; i++) {
		r = finish_svg(set, &set->chart[i], err);
		if (r >= 0)
			r = finish_png(set, &set->chart[i], err);
	}
	return r;
}

int chart_set_draw(struct chart_set *set, const char *const *script,
		   size_t *ret_count, const char **ret_note, struct err *err)
{
	const char *note = NULL;
	size_t drawn = 0;
	int r = write_counts(set, err);

	if (r >= 0)
		r = write_script(set, script, err);
	if (r >= 0 && set->count > 0) {
		if (!gnuplot_found()) {
			note = NOTE_NO_GNUPLOT;
		} else {
			r = draw(set, err);
			drawn = set->count;
		}
	}
	if (r < 0)
		return r;
	*ret_count = drawn;
	*ret_note = note;
	return 0;
}
