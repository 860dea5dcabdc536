using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Kif;

/// <summary>Composes registered strategies by name, with options given as paths and values.</summary>
public sealed class StrategyComposer
{
    private readonly KifCatalog catalog;
    private readonly OptionsSource source;

    /// <summary>
    /// Creates a composer that starts from defaults, without dependency injection; <c>services.AddKif</c> registers one that starts from the host's
    /// options.
    /// </summary>
    /// <param name="catalog">The registered strategies and parts.</param>
    public StrategyComposer(KifCatalog catalog) : this(catalog, new OptionsSource()) { }

    internal StrategyComposer(KifCatalog catalog, OptionsSource source) => (this.catalog, this.source) = (catalog, source);

    /// <summary>The registered strategies and parts.</summary>
    internal KifCatalog Catalog => catalog;

    /// <summary>Returns the source of a comparison's own parts, its metric and task format, with the host's options.</summary>
    internal ComponentSource Parts(string owner, object options) => new(catalog, owner, options, source);

    /// <summary>Chooses a strategy by name; its options are checked now, and every run gets a new composition.</summary>
    /// <param name="name">The registered name, or several joined by plus signs, e.g. <c>kif-lora+replay</c>: one strategy of all their parts.</param>
    /// <param name="settings">
    /// Values by path below the strategy's name, e.g. <c>fuse.temperature</c>; in a sum below each strategy's name, e.g. <c>replay.buffer.share</c>.
    /// </param>
    /// <exception cref="CompositionException">A name or option is unknown, a value is out of range, or the strategies are incompatible.</exception>
    /// <exception cref="HookException">The strategy's own code fails when it is composed.</exception>
    public StrategyChoice Choose(string name, IEnumerable<KeyValuePair<string, string>>? settings = null) =>
        Choose(new StrategySpec(name, [.. (settings ?? []).Select(s => new OptionValue(s.Key, s.Value, OptionOrigin.Code))]));

    /// <summary>Chooses the strategy of a composition from a file or from several sources.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, a value is out of range, or the strategies are incompatible.</exception>
    /// <exception cref="HookException">The strategy's own code fails when it is composed.</exception>
    internal StrategyChoice Choose(StrategySpec spec) => Choice(spec.Strategy, ResolvedStrategy.Of(catalog, source, spec));

    /// <summary>Chooses a strategy of a comparison: if its own code fails when it is composed, so do its runs, and the others go on.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, a value is out of range, or the strategies are incompatible.</exception>
    internal StrategyChoice ChooseForRuns(StrategySpec spec) => Choice(spec.Strategy, ResolvedStrategy.Of(catalog, source, spec), failsLater: true);

    /// <summary>Creates a strategy from a copy of an options object, regardless of the host's options.</summary>
    /// <exception cref="CompositionException">An option is out of range, or the parts are incompatible.</exception>
    public StrategyChoice With(StrategyDefinition definition, object options) =>
        Choice(definition.Name, [new(definition, definition.Name, source, OptionReflection.Copy(options))]);

    /// <summary>Composes once, which checks and describes the strategy; the first run takes that composition.</summary>
    private StrategyChoice Choice(string name, IReadOnlyList<ResolvedStrategy> strategies, bool failsLater = false)
    {
        var options = new List<OptionValue>();
        var code = new HashSet<Assembly>();
        StrategyComposition first;
        try
        {
            first = Compose(options, code);
        }
        catch (HookException e) when (failsLater)
        {
            ExceptionDispatchInfo failure = ExceptionDispatchInfo.Capture(e);
            return new(name, Spec(), isJointTraining: false, () =>
            {
                failure.Throw();
                return null!;
            }) { Code = [.. code] };
        }
        code.UnionWith(first.Parts.Select(p => p.Strategy.GetType().Assembly));
        if (first.Buffer is { } buffer) code.Add(buffer.GetType().Assembly);
        StrategyComposition? unused = first;
        return new(name, Spec(), first.IsJointTraining,
            () => Interlocked.Exchange(ref unused, null) ?? Compose(null, null)) { Code = [.. code] };

        StrategySpec Spec() => new(string.Join('+', strategies.Select(s => s.Name)), options);

        StrategyComposition Compose(List<OptionValue>? described, HashSet<Assembly>? from)
        {
            (string, StrategyComposition)[] parts = [
                .. strategies.Select(s => (s.Name, s.Compose(catalog, strategies.Count > 1 ? $"{s.Name}." : "", described, from)))];
            return parts is [(_, var only)] ? only : StrategyComposition.Of(parts);
        }
    }
}

/// <summary>A strategy that was chosen and checked; every run has a composition of its own.</summary>
public sealed record StrategyChoice
{
    private readonly Func<StrategyComposition> compose;

    internal StrategyChoice(string name, StrategySpec spec, bool isJointTraining, Func<StrategyComposition> compose) =>
        (Name, Spec, IsJointTraining, this.compose) = (name, spec, isJointTraining, compose);

    /// <summary>Its name in results.</summary>
    public string Name { get; init; }

    /// <summary>Its own training options, as found by a search; null for those that all runs share. Default: null.</summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>Its complete spec, with every option value.</summary>
    internal StrategySpec Spec { get; }

    /// <summary>Whether it learns all tasks at once.</summary>
    internal bool IsJointTraining { get; }

    /// <summary>The assemblies of its code and of its parts'.</summary>
    internal IReadOnlyList<Assembly> Code { get; init; } = [];

    /// <summary>Returns a composition for one run, which owns it.</summary>
    public StrategyComposition Compose() => compose();
}
