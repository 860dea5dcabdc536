using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

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
            ["previtem"] = at > 0 ? items[at - 1] : new Undefined("the item before the first"),
            ["nextitem"] = at + 1 < items.Count ? items[at + 1] : new Undefined("the item after the last"),
            ["depth"] = 1L,
            ["depth0"] = 0L,
        };
        position["cycle"] = (JinjaFunction)(arguments => arguments.Positional.Count > 0
            ? arguments.Positional[at % arguments.Positional.Count]
            : throw new JinjaException("cycle needs values."));
        return position;
    }
}
