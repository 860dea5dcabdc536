using System.Reflection;
using System.Text.RegularExpressions;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>The page on writing a strategy shows every hook, and what its argument holds. That the signatures are right is what the compiler says of the block.</summary>
public sealed class HookPageTests
{
    private static readonly string[] Everywhere = ["Task", "Index", "Position", "Length"];

    private static string Block => Repository.Blocks("docs/write-your-strategy.md").Single(b => b.Text.Contains("class EveryHook")).Text;

    [Fact]
    public void Every_hook_is_overridden()
    {
        string[] hooks = [.. typeof(ContinualStrategy).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.IsVirtual && !m.IsSpecialName).Select(m => m.Name)];
        Regex.Matches(Block, @"override \S+ (\w+)\(").Select(m => m.Groups[1].Value).Should().BeEquivalentTo(hooks);
    }

    [Fact]
    public void Every_property_of_an_argument_is_named_above_its_hook()
    {
        string[] lines = Block.Split('\n');
        foreach (MethodInfo hook in typeof(ContinualStrategy).GetMethods().Where(m => m.IsVirtual))
        {
            if (hook.GetParameters() is not [{ ParameterType: { IsByRef: true } type }]) continue;
            int at = Array.FindIndex(lines, l => l.Contains($" {hook.Name}(in "));
            at.Should().BePositive(hook.Name);
            foreach (string name in type.GetElementType()!.GetProperties().Select(p => p.Name).Except(Everywhere))
                lines[at - 1].Should().MatchRegex($@"\b{name}\b", $"{hook.Name}'s argument has it");
        }
    }
}
