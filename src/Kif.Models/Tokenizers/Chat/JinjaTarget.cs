namespace Kif.Tokenizers;

/// <summary>The target of an assignment: a name, targets separated by commas, or a field of a namespace.</summary>
internal sealed class JinjaTarget
{
    private readonly string _name = "";
    private readonly string? _field;
    private readonly IReadOnlyList<JinjaTarget>? _parts;

    private JinjaTarget(string name, string? field = null) => (_name, _field) = (name, field);

    private JinjaTarget(IReadOnlyList<JinjaTarget> parts) => _parts = parts;

    /// <summary>Parses a target.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="fields">Whether it may be a field of a namespace.</param>
    public static JinjaTarget Parse(JinjaTokens tokens, bool fields)
    {
        JinjaTarget first = Single(tokens, fields);
        if (!tokens.Current.Is(",")) return first;
        var parts = new List<JinjaTarget> { first };
        while (tokens.TakeIf(",") && !tokens.Current.Is(")", "=") && !tokens.Current.Names("in")) parts.Add(Single(tokens, fields));
        return new JinjaTarget(parts);
    }

    private static JinjaTarget Single(JinjaTokens tokens, bool fields)
    {
        if (tokens.TakeIf("("))
        {
            JinjaTarget inner = tokens.Nested(() => Parse(tokens, fields));
            tokens.Expect(")");
            return inner;
        }
        string name = tokens.Expect(JinjaTokenKind.Name).Text;
        return fields && tokens.TakeIf(".") ? new JinjaTarget(name, tokens.Expect(JinjaTokenKind.Name).Text) : new JinjaTarget(name);
    }

    public JinjaFlow Assign(JinjaScope scope, object? value)
    {
        if (_parts is not null)
        {
            JinjaList items = JinjaValue.Items(value);
            if (items.Count != _parts.Count) throw new JinjaException($"{items.Count} values cannot be given to {_parts.Count} names.");
            for (int at = 0; at < _parts.Count; at++) _parts[at].Assign(scope, items[at]);
        }
        else if (_field is not null)
        {
            var space = scope[_name] as JinjaNamespace ?? throw new JinjaException($"{_name} is no namespace, so its field {_field} cannot be set.");
            space.Fields[_field] = value;
        }
        else
        {
            scope[_name] = value;
        }
        return JinjaFlow.Next;
    }
}
