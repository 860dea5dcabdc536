using System.CommandLine;
using System.Globalization;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The options of <c>kif merge</c> that merge adapters into one adapter, and what it then says.</summary>
internal sealed class MergeAdaptersOptions
{
    private readonly Option<string?> adapters = new("--adapters")
        { HelpName = "A,B,…", Description = "Two or more adapters of one model, by folders or a hub's names, which are merged into one adapter." };
    private readonly Option<string?> by = new("--by")
        { HelpName = "WAY", Description = $"The way: {string.Join(", ", MergeAdaptersJob.Names)}. All but cat need equal ranks; cat adds them up, exactly." };
    private readonly Option<string?> weights = new("--weights") { HelpName = "X,Y,…", Description = "A weight for each adapter. Default: 1 each." };
    private readonly Option<double?> density = new("--density")
        { HelpName = "X", Description = "The share of each factor's elements that is kept: the largest, or of dare- ways drawn ones.",
        CustomParser = a => RealNumber.Parse(a) };
    private readonly Option<string?> elect = new("--elect")
        { HelpName = "RULE", Description = "What elects the sign of an element: total, the sum, or frequency, the number of values. Default: total." };
    private readonly Option<long?> seed = new("--seed") { HelpName = "N", Description = "The seed of what dare- ways draw. Default: 1." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { adapters, by, weights, density, elect, seed }) command.Options.Add(option);
    }

    /// <summary>Whether adapters are merged into one; the command line is checked for options that do not go together.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ofModel">The options of merging an adapter into its model.</param>
    /// <exception cref="CompositionException">Options of both, or of neither, are given.</exception>
    public bool Wanted(ParseResult parsed, params Option[] ofModel)
    {
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
        if (!Given(adapters))
            return new Option[] { by, weights, density, elect, seed }.FirstOrDefault(Given) is { } lone
                ? throw new CompositionException($"{lone.Name} goes with --adapters A,B,…, which merges adapters into one") : false;
        if (ofModel.FirstOrDefault(Given) is { } other)
            throw new CompositionException(
                $"{other.Name} is of merging one adapter into its model, and --adapters merges adapters into one adapter; leave one out");
        return true;
    }

    /// <summary>Merges.</summary>
    public async Task<int> RunAsync(ParseResult parsed, DownloadOption download, string folder, CancellationToken cancellation)
    {
        string[] all = Words(parsed.GetValue(adapters));
        await download.FetchAsync(parsed, cancellation, [.. all.Select(a => ((string?)a, HubContent.Adapter))]);
        string rule = parsed.GetValue(elect)?.ToLowerInvariant() ?? "total";
        if (rule is not ("total" or "frequency")) throw new CompositionException($"--elect is '{DisplayText.Of(rule)}'; allowed: total, frequency");
        var settings = new MergeAdaptersSettings
        {
            Adapters = all, Out = folder, Density = parsed.GetValue(density), Frequency = rule == "frequency", Seed = parsed.GetValue(seed) ?? 1,
            By = parsed.GetValue(by)?.ToLowerInvariant().Replace('_', '-')
                ?? throw new CompositionException($"--adapters needs --by, the way: {string.Join(", ", MergeAdaptersJob.Names)}"),
            Weights = [.. Words(parsed.GetValue(weights)).Select(w => NumberArguments.Real("--weights", w))],
        };
        Show(Console.Out, settings, await Guard.UntilStoppedAsync(() => MergeAdaptersJob.Run(settings), cancellation, settings.Out));
        return 0;
    }

    /// <summary>Says what was merged and where it lies, a fact a line, so that a narrow terminal breaks nothing but long paths.</summary>
    internal static void Show(TextWriter output, MergeAdaptersSettings settings, MergedAdapters merged)
    {
        string Number(double x) => x.ToString(CultureInfo.InvariantCulture);
        output.WriteLine($"Merged {settings.Adapters.Count} adapters by {settings.By}:");
        foreach ((string adapter, double weight) in settings.Adapters.Zip(merged.Weights)) output.WriteLine($"  {Number(weight)} × {DisplayText.Of(adapter)}");
        if (merged.Density is { } kept) output.WriteLine($"  kept {Number(kept)} of the elements");
        string ranks = merged.LowestRank == merged.HighestRank ? $"{merged.LowestRank}" : $"{merged.LowestRank} to {merged.HighestRank}";
        output.WriteLine($"  {merged.Modules} modules, rank {ranks}");
        if (merged.BaseModel is { } of) output.WriteLine($"  for {DisplayText.Of(of)}");
        output.WriteLine("It lies in:");
        output.WriteLine($"  {settings.Out}");
        output.WriteLine("To use it:");
        output.WriteLine($"  {UseLine.Of(settings.Out)}");
    }

    private static string[] Words(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
