namespace Kif.Tokenizers;

/// <summary>The parameters of a macro or of the body of a call, with their defaults.</summary>
internal sealed class JinjaMacro(IReadOnlyList<(string Name, JinjaExpression? Default)> parameters)
{
    public static JinjaMacro Parse(JinjaTokens tokens, JinjaExpressionParser expressions)
    {
        var parameters = new List<(string, JinjaExpression?)>();
        tokens.Expect("(");
        while (!tokens.TakeIf(")"))
        {
            string name = tokens.Expect(JinjaTokenKind.Name).Text;
            parameters.Add((name, tokens.TakeIf("=") ? expressions.Expression() : null));
            if (!tokens.Current.Is(")")) tokens.Expect(",");
        }
        return new JinjaMacro(parameters);
    }

    /// <summary>Makes the function of the macro, which returns the text that it writes.</summary>
    /// <param name="name">The macro's name, for errors.</param>
    /// <param name="scope">The scope that defines it.</param>
    /// <param name="body">Its statements.</param>
    /// <param name="names">Whether the body has a name: <c>varargs</c>, <c>kwargs</c> and <c>caller</c> take arguments beyond the parameters.</param>
    public JinjaFunction Function(string name, JinjaScope scope, JinjaBlock body, Func<string, bool> names) => arguments => scope.Budget.Nested(() =>
    {
        JinjaScope inner = scope.Inner();
        string[] known = [.. parameters.Select(parameter => parameter.Name)];
        string[] taken = [.. arguments.Named.Keys.Where(key => !known.Contains(key) && !(key == "caller" && names("caller")))];
        bool twice = known.Take(arguments.Positional.Count).Any(arguments.Named.ContainsKey);
        if (twice || taken.Length > 0 && !names("kwargs") || arguments.Positional.Count > known.Length && !names("varargs"))
            throw new JinjaException($"the macro {name} has the parameters ({string.Join(", ", known)}) and is called with others.");
        inner["varargs"] = JinjaList.Tuple([.. arguments.Positional.Skip(known.Length)]);
        var rest = new JinjaMap();
        foreach (string key in taken) rest[key] = arguments.Named[key];
        inner["kwargs"] = rest;
        inner["caller"] = arguments.Named.GetValueOrDefault("caller", new JinjaUndefined("the caller"));
        for (int at = 0; at < parameters.Count; at++)
        {
            var (parameter, otherwise) = parameters[at];
            inner[parameter] = arguments.Has(at, parameter) ? arguments.Get(at, parameter, null)
                : otherwise is null ? new JinjaUndefined($"the parameter {parameter}") : otherwise(inner);
        }
        return body.Text(inner);
    });
}
