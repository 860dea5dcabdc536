namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Parses the statements set, with, macro and filter.</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="expressions">The parser of expressions.</param>
/// <param name="body">Parses statements up to and including an end tag of that name.</param>
internal sealed class DefinitionParser(JinjaTokens tokens, ExpressionParser expressions, Func<string, JinjaBlock> body)
{
    /// <summary>A name that no template can use.</summary>
    private const string HeldText = "(text)";

    public JinjaStatement Set()
    {
        var target = JinjaTarget.Parse(tokens, fields: true);
        if (tokens.TakeIf("="))
        {
            var value = expressions.Tuple();
            tokens.Expect(JinjaTokenKind.BlockEnd);
            return (scope, _) => target.Assign(scope, value(scope));
        }

        JinjaExpression filtered = scope => scope[HeldText];
        while (tokens.Current.Is("|"))
        {
            filtered = new PostfixParser(tokens, expressions).Filter(filtered);
        }

        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endset");
        return (scope, _) => target.Assign(scope, filtered(Holding(scope, inside.Text(scope.Inner()))));
    }

    public JinjaStatement Filter()
    {
        var filtered = new PostfixParser(tokens, expressions).NamedFilter(scope => scope[HeldText]);
        while (tokens.Current.Is("|"))
        {
            filtered = new PostfixParser(tokens, expressions).Filter(filtered);
        }

        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endfilter");
        return (scope, output) => JinjaBlock.Write(scope, output, PythonText.Str(filtered(Holding(scope, inside.Text(scope.Inner())))));
    }

    private static JinjaScope Holding(JinjaScope scope, string text)
    {
        var inner = scope.Inner();
        inner[HeldText] = text;
        return inner;
    }

    public JinjaStatement With()
    {
        var values = new List<(JinjaTarget Target, JinjaExpression Value)>();
        while (tokens.Current.Kind != JinjaTokenKind.BlockEnd)
        {
            var target = JinjaTarget.Parse(tokens, fields: false);
            tokens.Expect("=");
            values.Add((target, expressions.Expression()));
            tokens.TakeIf(",");
        }

        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endwith");
        return (scope, output) =>
        {
            var inner = scope.Inner();
            foreach (var (target, value) in values)
            {
                target.Assign(inner, value(scope));
            }

            return inside.Run(inner, output);
        };
    }

    public JinjaStatement Macro()
    {
        var name = tokens.Expect(JinjaTokenKind.Name).Text;
        var parameters = JinjaParameters.Parse(tokens, expressions);
        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endmacro");
        return (scope, _) =>
        {
            scope[name] = parameters.Function(name, scope, inside);
            return JinjaFlow.Next;
        };
    }
}
