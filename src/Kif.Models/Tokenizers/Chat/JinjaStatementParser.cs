namespace Kif.Tokenizers;

/// <summary>Parses templates: text, printed expressions and blocks.</summary>
internal sealed class JinjaStatementParser(JinjaTokens tokens)
{
    private static readonly string[] Supported = ["block", "break", "call", "continue", "filter", "for", "generation", "if", "macro", "set", "with"];

    private readonly JinjaExpressionParser _expressions = new(tokens);

    /// <summary>Parses a whole template.</summary>
    public static JinjaBlock Template(string source)
    {
        var tokens = new JinjaTokens(JinjaLexer.Read(source));
        var block = new JinjaStatementParser(tokens).Block();
        return tokens.Current.Kind == JinjaTokenKind.End ? block : throw tokens.Unexpected("the end");
    }

    /// <summary>Parses statements up to a tag that begins with one of the names; that name is then the current token.</summary>
    private JinjaBlock Block(params string[] ends) => tokens.Nested(() =>
    {
        var statements = new List<JinjaStatement>();
        while (tokens.Current.Kind != JinjaTokenKind.End)
        {
            var token = tokens.Take();
            if (token.Kind == JinjaTokenKind.Data)
            {
                statements.Add((scope, output) => JinjaBlock.Write(scope, output, token.Text));
            }
            else if (token.Kind == JinjaTokenKind.PrintBegin)
            {
                var value = _expressions.Tuple();
                tokens.Expect(JinjaTokenKind.PrintEnd);
                statements.Add((scope, output) => JinjaBlock.Write(scope, output, PythonRepr.Str(value(scope))));
            }
            else if (tokens.Current.Names(ends))
            {
                return new JinjaBlock(statements);
            }
            else
            {
                statements.Add(Statement());
            }
        }

        return ends.Length == 0 ? new JinjaBlock(statements) : throw tokens.Unexpected(string.Join(" or ", ends));
    });

    /// <summary>Parses statements up to and including the end of their block.</summary>
    private JinjaBlock Body(string end)
    {
        var body = Block(end);
        End(end);
        return body;
    }

    private void End(string name)
    {
        tokens.ExpectNamed(name);
        tokens.Expect(JinjaTokenKind.BlockEnd);
    }

    private JinjaStatement Statement()
    {
        var token = tokens.Expect(JinjaTokenKind.Name);
        switch (token.Text)
        {
            case "if": return If();
            case "for": return For();
            case "set": return new JinjaDefinitionParser(tokens, _expressions, Body).Set();
            case "macro": return new JinjaDefinitionParser(tokens, _expressions, Body).Macro();
            case "with": return new JinjaDefinitionParser(tokens, _expressions, Body).With();
            case "break":
                tokens.Expect(JinjaTokenKind.BlockEnd);
                return (_, _) => JinjaFlow.Break;
            case "continue":
                tokens.Expect(JinjaTokenKind.BlockEnd);
                return (_, _) => JinjaFlow.Continue;
            case "generation":
                tokens.Expect(JinjaTokenKind.BlockEnd);
                return Generation(Body("endgeneration"));
            case "filter": return new JinjaDefinitionParser(tokens, _expressions, Body).Filter();
            case "call": return new JinjaDefinitionParser(tokens, _expressions, Body).Call();
            case "block": return Inlined();
            default: throw JinjaNames.Unknown(token.Line, "statement", token.Text, Supported);
        }
    }

    private static JinjaStatement Generation(JinjaBlock body) => (scope, output) =>
    {
        var start = output.Length;
        var flow = body.Run(scope, output);
        scope.Marks.Add(output, start);
        return flow;
    };

    /// <summary>Parses a named block, which runs where it stands but sees only the template's own variables unless it is scoped.</summary>
    private JinjaStatement Inlined()
    {
        string name = tokens.Expect(JinjaTokenKind.Name).Text;
        bool scoped = tokens.TakeIfNamed("scoped");
        tokens.Expect(JinjaTokenKind.BlockEnd);
        JinjaBlock body = Block("endblock");
        tokens.ExpectNamed("endblock");
        tokens.TakeIfNamed(name);
        tokens.Expect(JinjaTokenKind.BlockEnd);
        return (scope, output) => body.Run((scoped ? scope : scope.Top).Inner(), output);
    }

    private JinjaStatement If()
    {
        var branches = new List<(JinjaExpression Test, JinjaBlock Body)>();
        JinjaBlock? otherwise = null;
        do
        {
            var test = _expressions.Tuple(conditional: false);
            tokens.Expect(JinjaTokenKind.BlockEnd);
            branches.Add((test, Block("elif", "else", "endif")));
        }
        while (tokens.TakeIfNamed("elif"));
        if (tokens.TakeIfNamed("else"))
        {
            tokens.Expect(JinjaTokenKind.BlockEnd);
            otherwise = Block("endif");
        }

        End("endif");
        return (scope, output) =>
        {
            foreach (var (test, body) in branches)
            {
                if (JinjaValue.Truth(test(scope)))
                {
                    return body.Run(scope, output);
                }
            }

            return otherwise?.Run(scope, output) ?? JinjaFlow.Next;
        };
    }

    private JinjaStatement For()
    {
        var target = JinjaTarget.Parse(tokens, fields: false);
        tokens.ExpectNamed("in");
        var items = _expressions.Tuple(conditional: false);
        var test = tokens.TakeIfNamed("if") ? _expressions.Expression() : null;
        bool recursive = tokens.TakeIfNamed("recursive");
        tokens.Expect(JinjaTokenKind.BlockEnd);
        var body = Block("endfor", "else");
        JinjaBlock? otherwise = null;
        if (tokens.TakeIfNamed("else"))
        {
            tokens.Expect(JinjaTokenKind.BlockEnd);
            otherwise = Block("endfor");
        }

        End("endfor");
        return new JinjaLoop(target, items, test, recursive, body, otherwise).Run;
    }
}

/// <summary>Parses the statements set, with, macro, call and filter.</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="expressions">The parser of expressions.</param>
/// <param name="body">Parses statements up to and including an end tag of that name.</param>
internal sealed class JinjaDefinitionParser(JinjaTokens tokens, JinjaExpressionParser expressions, Func<string, JinjaBlock> body)
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
            filtered = new JinjaPostfixParser(tokens, expressions).Filter(filtered);
        }

        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endset");
        return (scope, _) => target.Assign(scope, filtered(Holding(scope, inside.Text(scope.Inner()))));
    }

    public JinjaStatement Filter()
    {
        var filtered = new JinjaPostfixParser(tokens, expressions).NamedFilter(scope => scope[HeldText]);
        while (tokens.Current.Is("|"))
        {
            filtered = new JinjaPostfixParser(tokens, expressions).Filter(filtered);
        }

        tokens.Expect(JinjaTokenKind.BlockEnd);
        var inside = body("endfilter");
        return (scope, output) => JinjaBlock.Write(scope, output, PythonRepr.Str(filtered(Holding(scope, inside.Text(scope.Inner())))));
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
        var parameters = JinjaMacro.Parse(tokens, expressions);
        tokens.Expect(JinjaTokenKind.BlockEnd);
        var (inside, names) = Named("endmacro");
        return (scope, _) =>
        {
            scope[name] = parameters.Function(name, scope, inside, names);
            return JinjaFlow.Next;
        };
    }

    public JinjaStatement Call()
    {
        JinjaMacro parameters = tokens.Current.Is("(") ? JinjaMacro.Parse(tokens, expressions) : new JinjaMacro([]);
        JinjaExpression call = expressions.Expression();
        JinjaCallSite site = tokens.LastCall ?? throw tokens.Unexpected("a call");
        site.PassesCaller = true;
        tokens.Expect(JinjaTokenKind.BlockEnd);
        var (inside, names) = Named("endcall");
        return (scope, output) =>
        {
            JinjaScope inner = scope.Inner();
            inner[JinjaCallSite.Caller] = parameters.Function("caller", scope, inside, names);
            return JinjaBlock.Write(scope, output, PythonRepr.Str(call(inner)));
        };
    }

    /// <summary>Parses a body and tells which names it has.</summary>
    private (JinjaBlock Body, Func<string, bool> Names) Named(string end)
    {
        int start = tokens.Position;
        JinjaBlock inside = body(end);
        string[] special = [.. new[] { "varargs", "kwargs", "caller" }.Where(name => tokens.HasName(name, start))];
        return (inside, special.Contains);
    }
}
