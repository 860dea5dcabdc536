using System.CommandLine;

namespace Kif.Cli;

/// <summary>The options of <c>kif compare</c> that write what a cluster runs, instead of training here.</summary>
internal sealed class ClusterOptions
{
    private const string Slurm = "slurm", Kubernetes = "kubernetes";

    private readonly Option<string?> emit = new("--emit")
        { HelpName = $"{Slurm}|{Kubernetes}", Description = "Trains nothing: writes what a cluster runs into --out, scripts or jobs." };
    private readonly Option<string?> image = new("--image") { HelpName = "IMAGE", Description = "With --emit kubernetes: the image that has kif." };
    private readonly Option<string?> claim = new("--claim")
        { HelpName = "CLAIM=/path", Description = "With --emit kubernetes: the claim of the volume with --out, model and tasks, and its path." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        emit.AcceptOnlyFromAmong(Slurm, Kubernetes);
        foreach (Option option in new Option[] { emit, image, claim }) command.Add(option);
    }

    /// <summary>Whether the command line asks for a cluster's files.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(emit) is not null;

    /// <summary>Writes the files and says what to do with them.</summary>
    public int Emit(ParseResult parsed, StrategyComposer composer, CompareSettings settings, RunArguments arguments)
    {
        if (settings.Tune > 0)
            throw new CompositionException("--emit trains nothing, and --tune does: search with --cell 0 first, then emit the experiment.json that it writes");
        bool pods = parsed.GetValue(emit) == Kubernetes;
        KubernetesPlace? place = pods ? KubernetesPlace.Parse(parsed.GetValue(image), parsed.GetValue(claim)) : null;
        if (!pods && (parsed.GetValue(image) ?? parsed.GetValue(claim)) is not null)
            throw new CompositionException($"--image and --claim belong to --emit {Kubernetes}");
        using CompareJob job = CompareJob.Prepare(composer, settings, arguments);
        ClusterCommands commands = ClusterCommands.Of(job, pods ? "kif" : null);
        string file = place is null ? SlurmScript.Write(commands) : KubernetesJobs.Write(commands, place);
        ResultText.WarnAside(job);
        Console.WriteLine($"{ProgressText.Count(job.Grid.Count, "run")}. Next:  {(place is null ? $"bash {file}" : $"kubectl apply -f {file}")}");
        Console.WriteLine($"The last job collects; by hand:  kif collect {settings.Out}");
        return 0;
    }
}
