using Kif.Models;

namespace Kif;

/// <summary>The strategies, metric and task format of a comparison, with the options that <see cref="CompareSettings.Set"/> gives them.</summary>
internal static class ComparisonParts
{
    private const string MetricPath = "metric", DataPath = "data";

    /// <exception cref="CompositionException">The metric is unknown, or a setting of it is malformed or out of range.</exception>
    public static ITaskMetric Metric(StrategyComposer composer, CompareSettings settings) =>
        composer.Parts("compare", settings).Create<ITaskMetric>(MetricChoice(settings));

    /// <summary>Returns the settings with the metric under its own name, where it is called as in other programs and no registered one is called so.</summary>
    /// <exception cref="CompositionException">The name stands for a kind of metric of which several are there.</exception>
    public static CompareSettings WithMetricName(KifCatalog catalog, CompareSettings settings)
    {
        string said = settings.Metric.Use;
        if (catalog.ComponentsOf(ComponentKind.Metric).Any(m => m.Name == said)) return settings;
        switch (said.ToLowerInvariant())
        {
            case "accuracy" or "acc" or "em" or "exact_match":
                ComponentChoice exact = new ComponentChoice().Take(settings.Metric);
                exact.Use = "exact-match";
                return settings with { Metric = exact };
            case "f1":
                throw new CompositionException("compare.metric is 'f1', of which there are several: rouge-1 is the F1 of an answer's words; "
                    + "for labels, exact-match is the share of right answers");
            default:
                return settings;
        }
    }

    /// <summary>Returns the metric with all of its settings.</summary>
    public static ComponentChoice MetricChoice(CompareSettings settings) => With(settings.Metric, settings.Metric.Use, settings, MetricPath);

    /// <summary>Whether a setting belongs to the metric or the task format, and not to a strategy.</summary>
    public static bool OfComparison(string set) => Parse(set).Owner is MetricPath or DataPath;

    /// <exception cref="CompositionException">No format recognizes the data, or a setting of the format is malformed or out of range.</exception>
    public static ITaskSource Data(StrategyComposer composer, CompareSettings settings)
    {
        string path;
        try { path = NamedFolder.Require(settings.Data, HubContent.Data); }
        catch (DirectoryNotFoundException e) { throw new CompositionException($"compare.data is '{settings.Data}', which is not there. {e.Message}", e); }
        string name = settings.DataFormat.Use.Length > 0 ? settings.DataFormat.Use : Recognized(composer.Catalog, path);
        ITaskSource source = composer.Parts("compare", settings).Create<ITaskFormat>(With(settings.DataFormat, name, settings, DataPath)).Open(path);
        RowColumns columns = RowColumns.Of(settings.Columns, settings.Prompt, "compare.columns");
        if (source is TaskFolder folder)
            folder.Name(columns, settings.TaskColumns.ToDictionary(t => t.Key, t => RowColumns.Of(t.Value, null, $"compare.taskcolumns.{t.Key}")));
        else if (!columns.IsNone || settings.TaskColumns.Count > 0)
            throw new CompositionException($"compare.columns: the task format '{name}' says itself which columns are read; leave columns and prompt out");
        return source;
    }

    /// <exception cref="CompositionException">A strategy is unknown or named twice, or a setting is malformed or belongs to none of them.</exception>
    public static IReadOnlyList<StrategyChoice> Strategies(StrategyComposer composer, CompareSettings settings, IReadOnlyList<StrategySpec> options) =>
        [.. Specs(settings, options).Select(s => composer.ChooseForRuns(s.Spec) with { Name = s.Name, Training = Training(settings, s.Name) })];

    /// <summary>Returns the requested strategies, by their names in results.</summary>
    /// <param name="settings">The settings of the comparison.</param>
    /// <param name="options">Options from files or a search, by the strategies' names in results; those of the settings override them.</param>
    /// <exception cref="CompositionException">A strategy is named twice, or a setting is malformed or belongs to none of them.</exception>
    public static IReadOnlyList<(string Name, StrategySpec Spec)> Specs(CompareSettings settings, IReadOnlyList<StrategySpec> options)
    {
        (string Name, string Strategy)[] named = [.. settings.Strategies.Select(StrategyNames.Parse)];
        if (named.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"strategy '{twice.Key}' is named twice; name=strategy gives one of them another name");
        var byStrategy = named.ToDictionary(s => s.Name, _ => new List<OptionValue>());
        IEnumerable<(string, OptionValue)> set = settings.Set.Select(Parse).Where(s => s.Owner is not (MetricPath or DataPath))
            .Select(s => (s.Owner, new OptionValue(s.Path, s.Value, OptionOrigin.CommandLine)));
        foreach ((string name, OptionValue value) in options.SelectMany(s => s.Options.Select(o => (s.Strategy, o))).Concat(set))
        {
            if (!byStrategy.TryGetValue(name, out var own))
                throw new CompositionException(UnknownName.Message("strategy of this comparison", name, byStrategy.Keys));
            own.Add(value);
        }
        if (settings.Baseline is { } baseline && !byStrategy.ContainsKey(baseline))
            throw new CompositionException("compare.baseline: " + UnknownName.Message("strategy of this comparison", baseline, byStrategy.Keys));
        if (settings.OwnLearningRates.Keys.FirstOrDefault(n => !byStrategy.ContainsKey(n)) is { } stray)
            throw new CompositionException("compare.ownlearningrates: " + UnknownName.Message("strategy of this comparison", stray, byStrategy.Keys));
        return [.. named.Select(s => (s.Name, new StrategySpec(s.Strategy, byStrategy[s.Name])))];
    }

    private static TrainingOptions? Training(CompareSettings settings, string name)
    {
        if (!settings.OwnLearningRates.TryGetValue(name, out double rate)) return null;
        TrainingOptions own = settings.Training with { LearningRate = rate };
        OptionsValidation.Validate(own, $"compare.ownlearningrates of '{name}'");
        return own;
    }

    private static string Recognized(KifCatalog catalog, string path)
    {
        IReadOnlyList<ComponentDefinition> formats = catalog.ComponentsOf(ComponentKind.TaskFormat);
        // A single format itself gives the best message about what is missing. Kif's own reads nearly everything and leaves to others what is theirs.
        return formats.Count == 1 ? formats[0].Name
            : formats.OrderBy(f => f.OptionsType == typeof(FolderFormatOptions))
                .FirstOrDefault(f => ((ITaskFormat)f.Create(Activator.CreateInstance(f.OptionsType)!)).Recognizes(path))?.Name
            ?? throw new CompositionException(
                $"compare.data is '{path}', which {(Path.Exists(path) ? "no task format recognizes" : "is not there")}; "
                + $"there are: {string.Join(", ", formats.Select(f => f.Name))}");
    }

    private static ComponentChoice With(ComponentChoice chosen, string name, CompareSettings settings, string owner)
    {
        ComponentChoice choice = new ComponentChoice().Take(chosen);
        choice.Use = name;
        foreach ((string path, string value) in settings.Set.Select(Parse).Where(s => s.Owner == owner).Select(s => (s.Path, s.Value)))
            choice.Settings[path] = value;
        return choice;
    }

    private static (string Owner, string Path, string Value) Parse(string set) =>
        set.Split('=', 2) is [var path, var value] && path.Split('.', 2) is [var owner, var rest]
            ? (owner, rest, value)
            : throw new CompositionException(
                $"'{set}' is no setting; write strategy.option=value, e.g. kif-lora.fuse=threshold, or metric.option=value or data.option=value");
}

/// <summary>The syntax of <see cref="CompareSettings.Strategies"/>: <c>strategy</c> or <c>name=strategy</c>.</summary>
internal static class StrategyNames
{
    /// <summary>Returns the name in results and the registered name.</summary>
    /// <exception cref="CompositionException">The name is not valid as that of a folder.</exception>
    public static (string Name, string Strategy) Parse(string said)
    {
        if (said.Split('=', 2) is not [var name, var strategy]) return (said, said);
        return RunNames.IsFolderName(name)
            ? (name, strategy)
            : throw new CompositionException($"'{said}': the name of a strategy in results has lower-case letters, digits and the signs - and +");
    }
}
