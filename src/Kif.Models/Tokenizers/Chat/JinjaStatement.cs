using System.Text;

namespace Kif.Tokenizers;

/// <summary>A compiled statement; it writes to the output.</summary>
internal delegate JinjaFlow JinjaStatement(JinjaScope scope, StringBuilder output);

/// <summary>A compiled expression.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);

/// <summary>The control flow after a statement.</summary>
internal enum JinjaFlow
{
    Next,
    Break,
    Continue,
}

/// <summary>A sequence of statements.</summary>
internal sealed class JinjaBlock(IReadOnlyList<JinjaStatement> statements)
{
    public JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            scope.Budget.Spend(1);
            if (statement(scope, output) is not JinjaFlow.Next and var flow)
            {
                return flow;
            }
        }

        return JinjaFlow.Next;
    }

    /// <summary>Writes a string to the output.</summary>
    public static JinjaFlow Write(JinjaScope scope, StringBuilder output, string text)
    {
        scope.Budget.Charge(text.Length);
        output.Append(text);
        return JinjaFlow.Next;
    }

    /// <summary>Runs the statements and returns the text that they write.</summary>
    public string Text(JinjaScope scope)
    {
        var output = new StringBuilder();
        Run(scope, output);
        return output.ToString();
    }
}

/// <summary>The statement <c>for</c>.</summary>
internal sealed class JinjaLoop(JinjaTarget target, JinjaExpression items, JinjaExpression? test, JinjaBlock body, JinjaBlock? otherwise)
{
    public JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        var chosen = Chosen(scope);
        for (var at = 0; at < chosen.Count; at++)
        {
            scope.Budget.Spend(1);
            var inner = scope.Inner();
            inner["loop"] = Position(chosen, at);
            target.Assign(inner, chosen[at]);
            if (body.Run(inner, output) == JinjaFlow.Break)
            {
                break;
            }
        }

        return chosen.Count == 0 && otherwise is not null ? otherwise.Run(scope.Inner(), output) : JinjaFlow.Next;
    }

    private JinjaList Chosen(JinjaScope scope)
    {
        var all = JinjaValue.Items(items(scope));
        scope.Budget.Spend(all.Count);
        return test is null ? all : new JinjaList(all.Where(item =>
        {
            var inner = scope.Inner();
            target.Assign(inner, item);
            return JinjaValue.Truth(test(inner));
        }));
    }

    private static JinjaMap Position(JinjaList items, int at)
    {
        var position = new JinjaMap
        {
            ["index"] = at + 1L,
            ["index0"] = (long)at,
            ["first"] = at == 0,
            ["last"] = at == items.Count - 1,
            ["length"] = (long)items.Count,
            ["revindex"] = (long)items.Count - at,
            ["revindex0"] = items.Count - at - 1L,
            ["previtem"] = at > 0 ? items[at - 1] : new JinjaUndefined("the item before the first"),
            ["nextitem"] = at + 1 < items.Count ? items[at + 1] : new JinjaUndefined("the item after the last"),
            ["depth"] = 1L,
            ["depth0"] = 0L,
        };
        position["cycle"] = (JinjaFunction)(arguments => arguments.Positional.Count > 0
            ? arguments.Positional[at % arguments.Positional.Count]
            : throw new JinjaException("cycle needs values."));
        return position;
    }
}

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

/// <summary>The parameters of a macro, with their defaults.</summary>
internal sealed class JinjaParameters(IReadOnlyList<(string Name, JinjaExpression? Default)> parameters)
{
    public static JinjaParameters Parse(JinjaTokens tokens, JinjaExpressionParser expressions)
    {
        var parameters = new List<(string, JinjaExpression?)>();
        tokens.Expect("(");
        while (!tokens.TakeIf(")"))
        {
            var name = tokens.Expect(JinjaTokenKind.Name).Text;
            parameters.Add((name, tokens.TakeIf("=") ? expressions.Expression() : null));
            if (!tokens.Current.Is(")"))
            {
                tokens.Expect(",");
            }
        }

        return new JinjaParameters(parameters);
    }

    /// <summary>Makes the function of the macro, which returns the text that it writes.</summary>
    public JinjaFunction Function(string name, JinjaScope scope, JinjaBlock body) => arguments => scope.Budget.Nested(() =>
    {
        var names = parameters.Select(known => known.Name).ToArray();
        if (arguments.Positional.Count > names.Length || arguments.Named.Keys.Any(key => !names.Contains(key)))
        {
            throw new JinjaException($"the macro {name} has the parameters ({string.Join(", ", names)}) and is called with others.");
        }

        var inner = scope.Inner();
        for (var at = 0; at < parameters.Count; at++)
        {
            var (parameter, otherwise) = parameters[at];
            inner[parameter] = arguments.Has(at, parameter)
                ? arguments.Get(at, parameter, null)
                : otherwise?.Invoke(inner) ?? (otherwise is null ? new JinjaUndefined($"the parameter {parameter}") : null);
        }

        return body.Text(inner);
    });
}
