namespace Kif.Models;

/// <summary>
/// Likely answers, for drafts (speculative decoding; Leviathan et al., 2023): a trie of the answers that a task's training data wants. The model checks a
/// draft in one pass, so drafts change only how many passes an answer takes.
/// </summary>
internal sealed class AnswerDrafts
{
    /// <summary>The share of the answers with the same beginning that a draft must have: others are more likely to cost a pass than to save one.</summary>
    private const double LeastShare = 0.25;

    private readonly Continuation root = new();

    /// <summary>Creates drafts from wanted answers.</summary>
    /// <param name="answers">Token ids, end token included; ids below 0 are skipped.</param>
    public AnswerDrafts(IEnumerable<int[]> answers)
    {
        foreach (int[] answer in answers)
        {
            Continuation node = root;
            foreach (int id in answer)
            {
                if (id < 0) continue;
                if (!node.Next.TryGetValue(id, out Continuation? next)) node.Next[id] = next = new();
                next.Count++;
                node = next;
            }
        }
    }

    /// <summary>Returns how the commonest answers with this beginning go on; empty if none has it.</summary>
    /// <param name="beginning">The answer so far.</param>
    /// <param name="most">The most tokens.</param>
    public int[] Continue(IReadOnlyList<int> beginning, int most)
    {
        Continuation node = root;
        foreach (int id in beginning)
        {
            if (!node.Next.TryGetValue(id, out Continuation? next)) return [];
            node = next;
        }
        double least = LeastShare * node.Count;
        var draft = new List<int>();
        while (draft.Count < most && node.Next.Count > 0)
        {
            (int id, node) = node.Next.OrderByDescending(n => n.Value.Count).ThenBy(n => n.Key).First();
            if (node.Count < least) break;
            draft.Add(id);
        }
        return [.. draft];
    }

    private sealed class Continuation
    {
        public int Count { get; set; }

        public Dictionary<int, Continuation> Next { get; } = [];
    }
}
