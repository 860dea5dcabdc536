namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The target of an assignment: a name, names separated by commas, or a field of a namespace.</summary>
internal sealed class JinjaTarget
{
    private readonly IReadOnlyList<string> _names;
    private readonly string? _field;
    private readonly bool _unpacks;

    private JinjaTarget(IReadOnlyList<string> names, string? field, bool unpacks) => (_names, _field, _unpacks) = (names, field, unpacks);

    public static JinjaTarget Parse(JinjaTokens tokens, bool fields)
    {
        var bracket = tokens.TakeIf("(");
        var names = new List<string> { tokens.Expect(JinjaTokenKind.Name).Text };
        if (fields && tokens.TakeIf("."))
        {
            return new JinjaTarget(names, tokens.Expect(JinjaTokenKind.Name).Text, unpacks: false);
        }

        var unpacks = false;
        while (tokens.TakeIf(","))
        {
            unpacks = true;
            names.Add(tokens.Expect(JinjaTokenKind.Name).Text);
        }

        if (bracket)
        {
            tokens.Expect(")");
        }

        return new JinjaTarget(names, null, unpacks);
    }

    public JinjaFlow Assign(JinjaScope scope, object? value)
    {
        if (_field is not null)
        {
            var space = scope[_names[0]] as JinjaNamespace ?? throw new JinjaException($"{_names[0]} is no namespace, so its field {_field} cannot be set.");
            space.Fields[_field] = value;
        }
        else if (_unpacks)
        {
            var items = JinjaValue.Items(value);
            for (var at = 0; at < _names.Count; at++)
            {
                scope[_names[at]] = items.Count == _names.Count
                    ? items[at]
                    : throw new JinjaException($"{items.Count} values cannot be given to {_names.Count} names.");
            }
        }
        else
        {
            scope[_names[0]] = value;
        }

        return JinjaFlow.Next;
    }
}
