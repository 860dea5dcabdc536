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
