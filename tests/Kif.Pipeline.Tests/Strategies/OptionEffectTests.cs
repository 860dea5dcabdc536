using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>No option without an effect: each changes what a run of three small tasks comes to.</summary>
public sealed class OptionEffectTests
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private static readonly Dictionary<string, double[]> Defaults = [];

    private static IReadOnlyList<OptionCase> All { get; } =
        [.. KifOptionCases.Rows, .. RecurrentKifOptionCases.Rows, .. PartOptionCases.Rows, .. RegularizerOptionCases.Rows, .. ReplayOptionCases.Rows,
            .. ArchitectureOptionCases.Rows];

    public static TheoryData<string> Names => [.. All.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_option_changes_the_outcome(string name)
    {
        OptionCase option = All.Single(c => c.ToString() == name);
        string given = $"{option.Strategy} {string.Join(' ', option.Given)} {option.Beside}";
        if (!Defaults.TryGetValue(given, out double[]? before)) Defaults[given] = before = Outcome(option, null);
        Outcome(option, $"{option.Option}={option.Value}").Should().NotEqual(before, name);
    }

    [Fact]
    public void Every_option_of_every_strategy_and_part_is_among_them()
    {
        var options = Catalog.Strategies.SelectMany(s => OptionNames(s.OptionsType).Select(o => $"{s.OptionsType.Name}.{o}"))
            .Concat(Catalog.Components.Where(c => c.Kind is not (ComponentKind.Metric or ComponentKind.TaskFormat))
                .SelectMany(c => OptionNames(c.OptionsType).Select(o => $"{c.OptionsType.Name}.{o}"))).Distinct();
        var shown = All.SelectMany(Shown).ToHashSet();
        string.Join(", ", options.Where(o => !shown.Contains(o))).Should().BeEmpty("each option needs a case that shows its effect");
    }

    /// <summary>The option that a case shows, by the class that declares it: strategies of a family share options.</summary>
    private static IEnumerable<string> Shown(OptionCase option)
    {
        StrategyDefinition strategy = Catalog.Strategy(option.Strategy);
        string[] path = option.Option.Split('.');
        var head = strategy.OptionsType.GetProperties().Single(p => p.Name.Equals(path[0], StringComparison.OrdinalIgnoreCase));
        if (path.Length == 1)
            return Catalog.Strategies.Where(s => head.DeclaringType!.IsAssignableFrom(s.OptionsType)).Select(s => $"{s.OptionsType.Name}.{head.Name}");
        object options = Activator.CreateInstance(strategy.OptionsType)!;
        foreach (string given in option.Given) OptionPath.Set(options, option.Strategy, given.Split('=')[0], given.Split('=')[1]);
        string used = ((ComponentChoice)head.GetValue(options)!).Use;
        return Catalog.Components.Where(c => c.Name == used).SelectMany(c => OptionNames(c.OptionsType)
            .Where(o => o.Equals(path[1], StringComparison.OrdinalIgnoreCase)).Select(o => $"{c.OptionsType.Name}.{o}"));
    }

    private static IEnumerable<string> OptionNames(Type options) => options.GetProperties().Select(p => p.Name);

    /// <summary>Losses of every step, weights after three tasks, the weights that answer for each task, and the bytes kept.</summary>
    private static double[] Outcome(OptionCase option, string? setting)
    {
        KeyValuePair<string, string>[] settings = [.. option.Given.Concat(setting is null ? [] : [setting]).Select(s => s.Split('=', 2))
            .Select(p => new KeyValuePair<string, string>(option.Beside is null ? p[0] : $"{option.Strategy}.{p[0]}", p[1]))];
        string strategy = option.Beside is null ? option.Strategy : $"{option.Beside}+{option.Strategy}";
        var losses = new List<double>();
        using ContinualLearner learner = TinyRun.Learner(new StrategyComposer(Catalog).Choose(strategy, settings).Compose(), hear: e =>
        {
            if (e is StepFinished s) losses.Add(s.Loss + s.Terms.Values.Sum());
        });
        for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task));
        IEnumerable<double> answers = Enumerable.Range(0, 3).SelectMany(t => learner.WeightsFor($"task{t}")?.data<double>().ToArray() ?? []);
        return [.. losses, .. learner.Weights.data<double>(), .. answers, learner.StateBytes];
    }
}
