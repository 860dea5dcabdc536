namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The parameters of a macro, with their defaults.</summary>
internal sealed class JinjaParameters(IReadOnlyList<(string Name, JinjaExpression? Default)> parameters)
{
    public static JinjaParameters Parse(JinjaTokens tokens, ExpressionParser expressions)
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
                : otherwise?.Invoke(inner) ?? (otherwise is null ? new Undefined($"the parameter {parameter}") : null);
        }

        return body.Text(inner);
    });
}
