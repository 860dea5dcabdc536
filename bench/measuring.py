"""What the measuring scripts share: the machine's name, medians, and programs that are run, timed and weighed."""
import json, os, platform, statistics, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, 'Kif.Bench/bin/Release/net10.0/linux-x64/Kif.Bench')
KIF = os.path.join(HERE, '../src/Kif.Cli/bin/Release/net10.0/linux-x64/kif')


def machine(threads):
    """The processor, what it has for bfloat16 products, and the threads that are used."""
    lines = open('/proc/cpuinfo').read()
    name = next((l.split(':')[1].strip() for l in lines.splitlines() if l.startswith('model name')), platform.processor())
    units = [u for u in ('avx512_bf16', 'amx_bf16') if u in lines]
    return f"{name} ({', '.join(units) or 'no bfloat16 units'}), {os.cpu_count()} processors, {threads} threads"


def median(runs, *path):
    """The middle of a figure of several runs, which lies under the keys."""
    values = []
    for run in runs:
        for key in path: run = run[key]
        values.append(run)
    return statistics.median(values)


class Finished:
    """A program that has run: seconds, seconds of all its threads on the processor, peak memory in MB, and the last line of its output."""

    def __init__(self, command, told=None, **more):
        """Runs it; told gets each line of the output and the process's id. Ends this program with the other's message if that fails."""
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        errors, self.last = [], ''
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))   # a full pipe would stop the program
        reader.start()
        for self.last in process.stdout:
            if told: told(self.last, process.pid)
        reader.join()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode: sys.exit(f"{' '.join(command)}\nended with {process.returncode}: {errors[0].strip() or self.last.strip()}")
        self.seconds, self.cpu, self.peak_mb = time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def clocks(pid):
    """Seconds on the clock, and those that a running program has spent on the processor."""
    with open(f'/proc/{pid}/stat') as stat: fields = stat.read().rpartition(')')[2].split()
    return time.perf_counter(), (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def measured(command, **more):
    """Runs a program whose last line is JSON; its peak memory is added."""
    done = Finished(command, **more)
    return dict(json.loads(done.last), process_seconds=done.seconds, process_cpu=done.cpu, process_peak_mb=done.peak_mb)


def row(*cells):
    """Prints a row of a Markdown table."""
    print('| ' + ' | '.join(str(c) for c in cells) + ' |', flush=True)


def head(*names):
    """Prints the head of a Markdown table."""
    row(*names)
    row(*('---' for _ in names))
