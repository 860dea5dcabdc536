using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Kif.Extensions.AI.Tests;

namespace Kif.Cli.Tests;

/// <summary>What a cluster is given, run by stand-ins for Slurm's and Kubernetes' commands.</summary>
public sealed class ClusterTests(SmallExperiment experiment) : IClassFixture<SmallExperiment>, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-cluster-").FullName;

    private string Programs => Path.Combine(root, "bin");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Slurm_does_all_runs_in_arrays_that_the_site_allows_and_collects_them()
    {
        string folder = Path.Combine(root, "a folder");
        (int code, string output, string error) = await Tool.RunAsync(["compare", .. SmallExperiment.Asked, "--out", folder, "--emit", "slurm"]);
        code.Should().Be(0, error);
        output.Should().Contain($"bash {folder}/slurm.sh").And.Contain($"kif collect {folder}");
        Directory.EnumerateFiles(folder, "result.json", SearchOption.AllDirectories).Should().BeEmpty("nothing is trained yet");
        (code, output, _) = await Tool.RunAsync("collect", folder);
        (code, output.Trim().Split('\n')[^1]).Should().Be((1, "missing: --cell 0,1,2,3"));

        Stand("scontrol", "echo 'MaxArraySize            = 3'");
        Stand("sbatch", Sbatch);
        (code, output) = Shell(Path.Combine(folder, "slurm.sh"), "--partition=gpu");

        code.Should().Be(0);
        output.Should().Contain("runs 0 to 2: job 11\n").And.Contain("runs 3 to 3: job 12\n").And.Contain("collecting: job 13");
        string[] submitted = File.ReadAllLines(Path.Combine(root, "sbatch.log"));
        submitted.Should().HaveCount(3).And.OnlyContain(l => l.Contains("--partition=gpu"));
        submitted[0].Should().Contain("--array=0-2");
        submitted[1].Should().Contain("--array=0-0").And.Contain("KIF_FIRST_CELL=3");
        submitted[2].Should().Contain("--dependency=afterany:11:12");
        foreach (string run in Directory.EnumerateFiles(experiment.Folder, "predictions.jsonl", SearchOption.AllDirectories))
            File.ReadAllText(run.Replace(experiment.Folder, folder)).Should().Be(File.ReadAllText(run));
        File.ReadAllText(Path.Combine(folder, "report.md")).Should().Contain("kif-lora", "the last job has collected");
    }

    [Theory]
    [InlineData("USR1", "requeue 7_0")]
    [InlineData("TERM", null)]
    public async Task Time_that_is_over_stops_a_run_and_queues_it_again_and_a_cancellation_only_stops_it(string signal, string? asked)
    {
        string folder = Path.Combine(root, "run");
        (int code, _, string error) = await Tool.RunAsync(
            ["compare", "--order", "place", "--strategies", "seq-lora", "--train-limit", "4000", "--test-limit", "2", "--out", folder, "--emit", "slurm"]);
        code.Should().Be(0, error);
        Stand("scontrol", $"echo \"$@\" >> '{root}/scontrol.log'");
        ProcessStartInfo start = Started(Path.Combine(folder, "slurm-runs.sh"));
        foreach ((string name, string value) in new[] { ("SLURM_ARRAY_TASK_ID", "0"), ("SLURM_ARRAY_JOB_ID", "7") }) start.Environment[name] = value;
        using Process element = Process.Start(start)!;
        Task<string> said = element.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!Directory.EnumerateFiles(folder, "steps.csv", SearchOption.AllDirectories).Any(f => new FileInfo(f).Length > 200))
        {
            element.HasExited.Should().BeFalse();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Process.Start("bash", ["-c", $"kill -{signal} {element.Id}"])!.WaitForExit();
        await element.WaitForExitAsync(TestContext.Current.CancellationToken);

        element.ExitCode.Should().NotBe(0, await said);
        Directory.EnumerateDirectories(folder, "checkpoint", SearchOption.AllDirectories).Should().ContainSingle();
        string log = Path.Combine(root, "scontrol.log");
        (File.Exists(log) ? File.ReadAllText(log).Trim() : null).Should().Be(asked);
    }

    [Fact]
    public async Task Jobs_for_Kubernetes_are_what_its_own_types_read()
    {
        string folder = Path.Combine(root, "work", "$(runs)");
        string[] asked = ["compare", .. SmallExperiment.Asked, "--out", folder, "--emit", "kubernetes", "--parallel", "2", "--threads", "3"];
        (int code, string output, string error) = await Tool.RunAsync([.. asked, "--image", "kif:1", "--claim", $"work={root}/work"]);

        code.Should().Be(0, error);
        string file = Path.Combine(folder, "kubernetes.json");
        output.Should().Contain($"kubectl apply -f {file}");
        JsonNode list = JsonNode.Parse(File.ReadAllText(file))!;
        (V1Job Job, JsonNode Text)[] jobs = [.. list["items"]!.AsArray().Select(item => (KubernetesJson.Deserialize<V1Job>(item!.ToJsonString()), item!))];
        // Whatever the types don't know would be lost.
        foreach ((V1Job job, JsonNode text) in jobs) JsonNode.DeepEquals(JsonNode.Parse(KubernetesJson.Serialize(job)), text).Should().BeTrue(text.ToJsonString());
        (V1Job runs, V1Job collection) = (jobs[0].Job, jobs[1].Job);
        (runs.Spec.CompletionMode, runs.Spec.Completions, runs.Spec.Parallelism).Should().Be(("Indexed", 4, 2));
        V1PodSpec pod = runs.Spec.Template.Spec;
        pod.RestartPolicy.Should().Be("Never");
        pod.Containers[0].Command.Should().Equal("kif", "compare", $"{root}/work/$$(runs)/experiment.json", "--out", $"{root}/work/$$(runs)", "--cell",
            "$(JOB_COMPLETION_INDEX)");
        pod.Containers[0].Resources.Requests["cpu"].ToString().Should().Be("3");
        pod.Containers[0].VolumeMounts[0].MountPath.Should().Be($"{root}/work");
        pod.Volumes[0].PersistentVolumeClaim.ClaimName.Should().Be("work");
        collection.Spec.Template.Spec.Containers[0].Command.Should().Equal("kif", "collect", $"{root}/work/$$(runs)", "--wait");

        (code, _, error) = await Tool.RunAsync([.. asked, "--image", "kif:1", "--claim", "work=/elsewhere"]);
        (code, error).Should().Be((2, $"kif: --out is {folder}, which pods don't see: it must be in /elsewhere, where --claim says\n"));
        (code, _, error) = await Tool.RunAsync([.. asked, "--image", "kif:1"]);
        (code, error).Should().Be((2, "kif: --claim is ''; write CLAIM=/path: the claim of a volume, and where pods see it\n"));
    }

    [Fact]
    public async Task Collecting_can_wait_for_the_last_run()
    {
        string folder = experiment.Copy(), last = Path.Combine(folder, "kif-lora", "order-1", "seed-2", "result.json");
        string away = Path.Combine(root, "result.json");
        File.Move(last, away);
        using Process waiting = Tool.Start(new Dictionary<string, string>(), "collect", folder, "--wait");
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        waiting.HasExited.Should().BeFalse();
        File.Move(away, last);
        await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);
        (waiting.ExitCode, await waiting.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Should()
            .Be((0, $"{folder}: 4 runs done, 0 failed, 0 missing\n"));
    }

    [Theory]
    [InlineData("t5-large", 9)]
    [InlineData("llama-2-7b", 8)]
    public void Experiments_of_published_size_are_planned_and_submitted(string name, int strategies)
    {
        using ChatFolder? llama = name == "t5-large" ? null : new();
        string model = llama?.Model ?? "embedded", tasks = Tasks();
        string[] small = ["--model", model, "--data", tasks, "--device", "cpu", "--precision", "float32"];
        Stand("kif", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "kif.dll")}' \"$@\"");
        Stand("sbatch", $"echo \"$@\" >> '{root}/sbatch.log'; echo 1");
        Stand("kubectl", $"echo \"$@\" >> '{root}/kubectl.log'");

        (int code, string output) = Shell(Script(), [name, "dry-run", Path.Combine(root, "plan"), .. small]);
        code.Should().Be(0, output);
        output.Should().Contain($"{strategies * 12} runs: {strategies} strategies × 6 orders × 2 seeds").And.Contain("evidence");
        (code, output) = Shell(Script(), [name, "slurm", Path.Combine(root, "slurm"), .. small]);
        code.Should().Be(0, output);
        File.ReadAllLines(Path.Combine(root, "sbatch.log")).Should().HaveCount(2).And.Contain(l => l.Contains($"--array=0-{strategies * 12 - 1}"));
        (code, output) = Shell(Script(), [name, "kubernetes", Path.Combine(root, "pods"), .. small]);
        code.Should().Be(0, output);
        File.ReadAllText(Path.Combine(root, "kubectl.log")).Should().Be($"apply -f {root}/pods/kubernetes.json\n");
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "experiments", "submit.sh"));

    /// <summary>Writes the 15 tasks that the experiments name, two rows each.</summary>
    private string Tasks()
    {
        string folder = Path.Combine(root, "tasks");
        string[] names = ["mnli", "cb", "wic", "copa", "qqp", "boolqa", "rte", "imdb", "yelp", "amazon", "sst-2", "dbpedia", "agnews", "multirc", "yahoo"];
        foreach (string split in new[] { "train", "test" })
        {
            Directory.CreateDirectory(Path.Combine(folder, split));
            foreach (string task in names)
                File.WriteAllText(Path.Combine(folder, split, task + ".json"),
                    $$"""[{"input": "{{split}} of {{task}}", "output": "good"}, {"input": "more {{split}} of {{task}}", "output": "bad"}]""");
        }
        return folder;
    }

    /// <summary>Puts a program of this name first on the path of scripts.</summary>
    private void Stand(string name, string script)
    {
        Directory.CreateDirectory(Programs);
        string file = Path.Combine(Programs, name);
        File.WriteAllText(file, "#!/bin/bash\n" + script + "\n");
        Process.Start("chmod", ["+x", file])!.WaitForExit();
    }

    /// <summary>Stands in for Slurm: does the elements of an array at once, or the command of a job, and tells the job's number.</summary>
    private string Sbatch => $$"""
        printf '%s ' "$@" >> '{{root}}/sbatch.log'; echo >> '{{root}}/sbatch.log'
        job=$((10 + $(wc -l < '{{root}}/sbatch.log')))
        for word; do
          case $word in --array=0-*) last=${word#--array=0-} ;; --export=*) export KIF_FIRST_CELL=${word##*=} ;; esac
          if [[ $wrapped == next ]]; then wrapped=$word; elif [[ $word == --wrap ]]; then wrapped=next; fi
        done
        if [[ -n $wrapped ]]; then bash -c "$wrapped" >&2; else
          for ((i = 0; i <= last; i++)); do SLURM_ARRAY_TASK_ID=$i bash "${@: -1}" >&2; done
        fi
        echo "$job;cluster"
        """;

    private (int Code, string Output) Shell(string script, params string[] arguments)
    {
        using Process process = Process.Start(Started(script, arguments))!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private ProcessStartInfo Started(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = Tool.Folder };
        foreach ((string name, string value) in new[]
            { ("PATH", $"{Programs}:{Environment.GetEnvironmentVariable("PATH")}"), ("OMP_NUM_THREADS", "1"), ("IMAGE", "kif:1"), ("CLAIM", $"work={Path.GetDirectoryName(root)}") })
            start.Environment[name] = value;
        return start;
    }
}
