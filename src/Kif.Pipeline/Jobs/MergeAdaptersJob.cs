using System.Globalization;
using System.Text.RegularExpressions;
using Kif.Models;

namespace Kif;

/// <summary>The job of <c>kif merge --adapters</c>: merges adapters of one model into one adapter, as PEFT's <c>add_weighted_adapter</c> does.</summary>
internal static class MergeAdaptersJob
{
    /// <summary>The ways by their names; null for factors side by side.</summary>
    private static readonly Dictionary<string, MergeWay?> Ways = new()
    {
        ["linear"] = MergeWay.Linear, ["cat"] = null, ["ties"] = MergeWay.Ties, ["dare-linear"] = MergeWay.DareLinear, ["dare-ties"] = MergeWay.DareTies,
        ["magnitude-prune"] = MergeWay.MagnitudePrune,
    };

    /// <summary>The names of the ways.</summary>
    public static IReadOnlyList<string> Names => [.. Ways.Keys];

    /// <summary>Runs the job.</summary>
    /// <exception cref="CompositionException">A setting is out of range, or the adapters do not fit each other; the message says which and why.</exception>
    /// <exception cref="InvalidDataException">An adapter is damaged or has more than factors.</exception>
    /// <exception cref="IOException">An adapter's folder is missing, or the output folder is not empty.</exception>
    public static MergedAdapters Run(MergeAdaptersSettings settings)
    {
        MergeWay? by = Way(settings);
        double[] weights = Weights(settings);
        if (Directory.Exists(settings.Out) && Directory.EnumerateFileSystemEntries(settings.Out).Any() || File.Exists(settings.Out))
            throw new IOException($"'{settings.Out}' is not empty; name a new folder");
        var files = new List<PeftAdapterFile>();
        try
        {
            foreach (string adapter in settings.Adapters) files.Add(PeftAdapterFile.Read(NamedFolder.Require(adapter, HubContent.Adapter)));
            for (int i = 0; i < files.Count; i++) Plain(settings.Adapters[i], files[i]);
            for (int i = 1; i < files.Count; i++) Fitting(settings, files, i, sameRanks: by is not null);
            using var scope = torch.NewDisposeScope();
            VectorMerge? way = by is { } known ? new(known, settings.Density ?? 1, settings.Frequency ? SignElection.Frequency : SignElection.Total) : null;
            var random = new RandomStream((ulong)settings.Seed);
            var merged = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (PeftKey key in files[0].Keys)
            {
                double[] scaled = [.. files.Zip(weights, (f, w) => w * f.Config.Rules([]).Scaling(key.Target))];
                Tensor[] factors = [.. files.Select(f => f.Weights[key.Name])];
                merged[key.Name] = way is null ? Beside(factors, scaled, key.IsFirst) : Factor(way, factors, scaled, key, random);
            }
            PeftConfig config = Config(files[0].Config, merged);
            PeftAdapterFile.Write(settings.Out, config, merged);
            int[] ranks = [.. merged.Where(m => PeftKey.Parse(m.Key)!.IsFirst).Select(m => (int)m.Value.shape[0])];
            return new(weights, way is { Prunes: true } ? way.Density : null, ranks.Length, ranks.Min(), ranks.Max(), config.BaseModel);
        }
        finally
        {
            foreach (PeftAdapterFile file in files) file.Dispose();
        }
    }

    /// <summary>Merges one factor of a module: its weight is the root of the adapter's, so that the product has the weight; a sign goes to the first.</summary>
    private static Tensor Factor(VectorMerge way, Tensor[] factors, double[] weights, PeftKey key, RandomStream random)
    {
        double[] roots = [.. weights.Select(w => Math.Sqrt(Math.Abs(w)) * (key.IsFirst ? Math.Sign(w) : 1))];
        Tensor[] thin = [.. factors.Select((f, i) => way.Prune(f.flatten(), random.Derive(string.Create(CultureInfo.InvariantCulture, $"{key.Name}/{i}"))))];
        return way.Merge(thin, roots).view(factors[0].shape);
    }

    /// <summary>Puts factors side by side: the product is exactly the weighted sum of the products.</summary>
    private static Tensor Beside(Tensor[] factors, double[] weights, bool first) =>
        first ? torch.cat([.. factors.Zip(weights, (f, w) => f * w)]) : torch.cat(factors, 1);

    private static PeftConfig Config(PeftConfig one, Dictionary<string, Tensor> merged)
    {
        (string Module, int Rank)[] ranks = [.. merged.Select(m => (Key: PeftKey.Parse(m.Key)!, m.Value)).Where(m => m.Key.IsFirst)
            .Select(m => (m.Key.Target, (int)m.Value.shape[0]))];
        int usual = ranks.GroupBy(r => r.Rank).MaxBy(g => g.Count())!.Key;
        // Scalings are in the factors: alpha is the rank everywhere.
        KeyValuePair<string, int>[] others = [.. ranks.Where(r => r.Rank != usual).Select(r => KeyValuePair.Create(Regex.Escape(r.Module), r.Rank))];
        return one with
        {
            Lora = one.Lora with
            {
                Rank = usual, Alpha = usual, RankStabilized = false, RankPattern = others,
                AlphaPattern = [.. others.Select(o => KeyValuePair.Create(o.Key, (double)o.Value))],
            },
            SaysRank = true,
        };
    }

    private static void Plain(string name, PeftAdapterFile file)
    {
        PeftExtras extras = file.Config.Extras;
        string? more = extras.Dora ? "magnitudes (DoRA)" : extras.LoraBias ? "biases of factors"
            : extras.Start != BaseStart.None ? "an initialization that changes the base"
            : file.Keys.FirstOrDefault(k => !k.IsFactor) is { } key ? $"'{DisplayText.Of(key.Name)}'" : null;
        if (more is not null)
            throw new InvalidDataException($"'{name}' has {more}; factors alone are merged into one: merge it into its model (kif merge --model)");
    }

    private static void Fitting(MergeAdaptersSettings settings, List<PeftAdapterFile> files, int i, bool sameRanks)
    {
        (string first, string other) = (settings.Adapters[0], settings.Adapters[i]);
        (PeftAdapterFile one, PeftAdapterFile two) = (files[0], files[i]);
        if (one.Config.BaseModel is { } b && two.Config.BaseModel is { } c && b != c)
            throw new CompositionException($"'{first}' is for '{b}', and '{other}' for '{c}': adapters of one model are merged");
        if (one.Keys.Select(k => k.Target).Except(two.Keys.Select(k => k.Target)).FirstOrDefault() is { } lacking)
            throw new CompositionException($"'{first}' adapts {lacking}, and '{other}' does not: adapters of the same modules are merged");
        if (two.Keys.Select(k => k.Target).Except(one.Keys.Select(k => k.Target)).FirstOrDefault() is { } extra)
            throw new CompositionException($"'{other}' adapts {extra}, and '{first}' does not: adapters of the same modules are merged");
        foreach (PeftKey key in one.Keys)
        {
            if (!two.Weights.TryGetValue(key.Name, out Tensor? theirs))
                throw new CompositionException($"'{other}' adapts {key.Target} in another form than '{first}'");
            (long[] mine, int rank) = (one.Weights[key.Name].shape, key.IsFirst ? 0 : 1);
            if (mine[1 - rank] != theirs.shape[1 - rank])
                throw new CompositionException($"{key.Target} has {mine[1 - rank]} {(key.IsFirst ? "inputs" : "outputs")} in '{first}', and "
                    + $"{theirs.shape[1 - rank]} in '{other}': adapters of one model are merged");
            if (sameRanks && mine[rank] != theirs.shape[rank])
                throw new CompositionException($"{key.Target} has rank {mine[rank]} in '{first}', and {theirs.shape[rank]} in '{other}'; "
                    + $"--by {settings.By} needs the same, and --by cat does not");
        }
    }

    private static MergeWay? Way(MergeAdaptersSettings settings)
    {
        if (!Ways.TryGetValue(settings.By, out MergeWay? by)) throw new CompositionException(UnknownName.Message("way of merging", settings.By, Names));
        bool prunes = by is not (null or MergeWay.Linear), elects = by is MergeWay.Ties or MergeWay.DareTies;
        if (!prunes && settings.Density is not null)
            throw new CompositionException($"--density is for ways that leave elements out; --by {settings.By} keeps all");
        if (prunes && settings.Density is not (> 0 and <= 1))
            throw new CompositionException(settings.Density is { } d
                ? string.Create(CultureInfo.InvariantCulture, $"--density is {d}; allowed: above 0, up to 1")
                : $"--by {settings.By} needs --density, the share of elements that are kept, above 0 and up to 1");
        if (settings.Frequency && !elects) throw new CompositionException($"--elect is for ways that elect signs; --by {settings.By} elects none");
        return by;
    }

    private static double[] Weights(MergeAdaptersSettings settings)
    {
        if (settings.Adapters.Count < 2) throw new CompositionException($"--adapters names {settings.Adapters.Count}; at least two are merged");
        if (settings.Weights.Count == 0) return [.. settings.Adapters.Select(_ => 1.0)];
        if (settings.Weights.Count != settings.Adapters.Count)
            throw new CompositionException($"--weights has {settings.Weights.Count} numbers for {settings.Adapters.Count} adapters; allowed: one each");
        if (settings.Weights.Any(w => !double.IsFinite(w))) throw new CompositionException("--weights has a number that is not finite");
        return [.. settings.Weights];
    }
}

/// <summary>The settings of <c>kif merge --adapters</c>.</summary>
internal sealed class MergeAdaptersSettings
{
    /// <summary>PEFT folders, or a hub's names of some in the cache; two or more.</summary>
    public required IReadOnlyList<string> Adapters { get; init; }

    /// <summary>The new folder; it must not exist yet, or be empty.</summary>
    public required string Out { get; init; }

    /// <summary>The way.</summary>
    public required string By { get; init; }

    /// <summary>A weight for each adapter; empty for 1 each.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>The share of elements that are kept; null where all are.</summary>
    public double? Density { get; init; }

    /// <summary>Whether signs are elected by the number of values, not by their sum.</summary>
    public bool Frequency { get; init; }

    /// <summary>The seed of what is drawn.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>What was merged.</summary>
/// <param name="Weights">The weights of the adapters.</param>
/// <param name="Density">The share of elements that were kept; null where all were.</param>
/// <param name="Modules">The number of modules.</param>
/// <param name="LowestRank">The lowest rank of the result.</param>
/// <param name="HighestRank">The highest.</param>
/// <param name="BaseModel">The model that the adapters are for; null if they don't say.</param>
internal sealed record MergedAdapters(IReadOnlyList<double> Weights, double? Density, int Modules, int LowestRank, int HighestRank, string? BaseModel);
