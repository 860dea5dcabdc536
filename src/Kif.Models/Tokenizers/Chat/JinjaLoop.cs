using System.Text;

namespace Kif.Tokenizers;

/// <summary>The statement <c>for</c>.</summary>
/// <param name="target">The names that take the items.</param>
/// <param name="items">What is gone over.</param>
/// <param name="test">Items that fail it are left out; null: none.</param>
/// <param name="recursive">Whether the body may call <c>loop</c> with further items.</param>
/// <param name="body">The statements for each item.</param>
/// <param name="otherwise">The statements if there is no item; null: none.</param>
internal sealed class JinjaLoop(
    JinjaTarget target, JinjaExpression items, JinjaExpression? test, bool recursive, JinjaBlock body, JinjaBlock? otherwise)
{
    public JinjaFlow Run(JinjaScope scope, StringBuilder output) => Over(items(scope), scope, output, 0);

    private JinjaFlow Over(object? value, JinjaScope scope, StringBuilder output, int depth)
    {
        JinjaList chosen = Chosen(value, scope);
        object? changing = new JinjaUndefined("no value yet");
        for (int at = 0; at < chosen.Count; at++)
        {
            scope.Budget.Spend(1);
            JinjaScope inner = scope.Inner();
            inner["loop"] = Position(chosen, at, depth, scope, arguments =>
            {
                JinjaList now = JinjaList.Tuple([.. arguments.Positional]);
                bool changed = !JinjaValue.Same(changing, now);
                changing = now;
                return changed;
            });
            target.Assign(inner, chosen[at]);
            if (body.Run(inner, output) == JinjaFlow.Break) break;
        }
        return chosen.Count == 0 && otherwise is not null ? otherwise.Run(scope.Inner(), output) : JinjaFlow.Next;
    }

    private JinjaList Chosen(object? value, JinjaScope scope)
    {
        JinjaList all = JinjaValue.Items(value);
        scope.Budget.Spend(all.Count);
        return test is null ? all : new JinjaList(all.Where(item =>
        {
            JinjaScope inner = scope.Inner();
            target.Assign(inner, item);
            return JinjaValue.Truth(test(inner));
        }));
    }

    private JinjaMap Position(JinjaList list, int at, int depth, JinjaScope scope, JinjaFunction changed) => new()
    {
        ["index"] = at + 1L,
        ["index0"] = (long)at,
        ["first"] = at == 0,
        ["last"] = at == list.Count - 1,
        ["length"] = (long)list.Count,
        ["revindex"] = (long)list.Count - at,
        ["revindex0"] = list.Count - at - 1L,
        ["previtem"] = at > 0 ? list[at - 1] : new JinjaUndefined("the item before the first"),
        ["nextitem"] = at + 1 < list.Count ? list[at + 1] : new JinjaUndefined("the item after the last"),
        ["depth"] = depth + 1L,
        ["depth0"] = (long)depth,
        ["changed"] = changed,
        ["cycle"] = (JinjaFunction)(arguments => arguments.Positional.Count > 0
            ? arguments.Positional[at % arguments.Positional.Count]
            : throw new JinjaException("cycle needs values.")),
        Call = arguments => recursive
            ? scope.Budget.Nested(() =>
            {
                var output = new StringBuilder();
                Over(arguments.Required(0, "iterable"), scope, output, depth + 1);
                return output.ToString();
            })
            : throw new JinjaException("loop is called in a loop that is not recursive."),
    };
}
