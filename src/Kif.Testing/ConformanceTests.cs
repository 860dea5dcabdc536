using System.Text;

namespace Kif.Testing;

/// <summary>The base class of all conformance classes: a broken promise fails the test, a known failure is skipped with its reason.</summary>
public abstract class ConformanceTests
{
    private const string Skip = "$XunitDynamicSkip$";

    /// <summary>Creates the base of one of the kit's own classes.</summary>
    protected ConformanceTests() { }

    /// <summary>
    /// Checks that are known to fail, with the reason. Such a check still runs: it is skipped while it fails, and fails once it holds. Default: none.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, string> KnownFailures { get; } = new Dictionary<string, string>();

    private protected abstract ConformanceSuite Suite { get; }

    /// <summary>Names on one line the checks that wait for a broken one.</summary>
    private static string Waiting(ConformanceSuite suite, string check) => suite.WaitingFor(check) is { Count: > 0 } waiting
        ? $"\nNot judged until it holds: {string.Join(", ", waiting)}." : "";

    private protected void Judge(string check)
    {
        ConformanceSuite suite = Suite;
        if (KnownFailures.Keys.FirstOrDefault(name => !suite.Checks.Contains(name)) is { } stray)
            throw new ConformanceException($"{nameof(KnownFailures)}: {UnknownName.Message("check", stray, suite.Checks)}");
        ConformanceResult result = suite.Judge(check);
        bool excused = KnownFailures.TryGetValue(check, out string? reason);
        if (result.Verdict == ConformanceVerdict.Holds && excused)
            throw new ConformanceException($"'{check}' holds, but {nameof(KnownFailures)} says that it does not ({reason}); take it out");
        if (result.Verdict == ConformanceVerdict.Broken && !excused) throw new ConformanceException(result.Message + Waiting(suite, check));
        if (result.Verdict == ConformanceVerdict.Broken) throw new ConformanceException($"{Skip}known not to hold: {reason}");
        if (result.Verdict is ConformanceVerdict.NotJudged or ConformanceVerdict.NotApplicable) throw new ConformanceException(Skip + result.Message);
    }
}

/// <summary>The base class of the conformance classes of components with options.</summary>
/// <typeparam name="TComponent">The component, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class ComponentConformance<TComponent, TOptions> : ConformanceTests
    where TComponent : class
    where TOptions : class, new()
{
    /// <summary>The name under which it is registered for the checks. Default: the class's name in lower case with hyphens, without its suffix.</summary>
    protected virtual string Name => ComponentNames.Of(typeof(TComponent));

    /// <summary>The tiny model that checks run on unless they say otherwise. Default: an encoder–decoder.</summary>
    protected virtual ConformanceModel Model => ConformanceModel.EncoderDecoder;

    /// <summary>Returns the options of the checks. Default: the defaults.</summary>
    protected virtual TOptions Options() => new();

    /// <summary>Creates the component. Default: by its constructor that takes the options, or else the parameterless one.</summary>
    protected virtual TComponent Create(TOptions options) => ComponentNames.Create<TComponent>(options);
}

/// <summary>The names and instances of component types.</summary>
internal static class ComponentNames
{
    private static readonly string[] Endings = ["Strategy", "Units", "Decomposer", "Importance", "Estimator", "Fuser", "ReplayBuffer", "Buffer", "Metric"];

    /// <summary>Returns the default name of a type: <c>AnchorStrategy</c> becomes <c>anchor</c>, <c>TwoWords</c> becomes <c>two-words</c>.</summary>
    public static string Of(Type type)
    {
        string name = type.Name.Split('`')[0];
        if (Endings.FirstOrDefault(e => name.Length > e.Length && name.EndsWith(e, StringComparison.Ordinal)) is { } ending) name = name[..^ending.Length];
        var result = new StringBuilder();
        foreach (char letter in name.Where(char.IsAsciiLetterOrDigit))
            result.Append(char.IsAsciiLetterUpper(letter) && result.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        return result.ToString();
    }

    /// <summary>Creates an instance by the constructor that takes the options, or the parameterless one.</summary>
    /// <exception cref="ConformanceException">There is no such constructor.</exception>
    public static T Create<T>(object options)
    {
        object[]? arguments = typeof(T).GetConstructor([options.GetType()]) is not null ? [options] : typeof(T).GetConstructor([]) is not null ? [] : null;
        return (T)Activator.CreateInstance(typeof(T), arguments ?? throw new ConformanceException(
            $"{typeof(T).Name} has no public constructor that takes {options.GetType().Name}, and none without parameters; override Create"))!;
    }
}
