namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The arguments of a call, a filter or a test.</summary>
/// <param name="name">The name of the callee, for errors.</param>
/// <param name="positional">The positional arguments.</param>
/// <param name="named">The keyword arguments.</param>
internal sealed class JinjaArguments(string name, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    public string Name => name;

    public IReadOnlyList<object?> Positional => positional;

    public IReadOnlyDictionary<string, object?> Named => named;

    /// <summary>Whether an argument is given.</summary>
    public bool Has(int at, string key) => at < positional.Count || named.ContainsKey(key);

    /// <summary>Returns an argument, or its default.</summary>
    public object? Get(int at, string key, object? otherwise) => at < positional.Count ? positional[at] : named.GetValueOrDefault(key, otherwise);

    /// <summary>Returns a required argument.</summary>
    public object? Need(int at, string key) => Has(at, key) ? Get(at, key, null) : throw new JinjaException($"{name} needs the argument {key}.");

    /// <summary>Returns a required string.</summary>
    public string Text(int at, string key) => Need(at, key) as string ?? throw new JinjaException($"{name}: {key} must be a string.");

    /// <summary>Returns an integer, or its default.</summary>
    public int Whole(int at, string key, int otherwise) => Get(at, key, (long)otherwise) switch
    {
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        bool flag => flag ? 1 : 0,
        var other => throw new JinjaException($"{name}: {key} must be a whole number, not {PythonText.Repr(other)}."),
    };

    /// <summary>Throws if there are more arguments than the callee takes.</summary>
    public void AtMost(int count)
    {
        if (positional.Count > count)
        {
            throw new JinjaException($"{name} takes at most {count} arguments, not {positional.Count}.");
        }
    }
}
