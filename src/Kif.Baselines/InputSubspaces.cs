namespace Kif;

/// <summary>The protected directions of several inputs by name, each input in equal blocks of features with a subspace of its own.</summary>
/// <param name="blocks">The number of blocks; 1 for whole inputs.</param>
internal sealed class InputSubspaces(int blocks) : IStateful
{
    private readonly SortedDictionary<string, InputSubspace> all = new(StringComparer.Ordinal);

    /// <summary>The subspaces by name and block, <c>name/0</c> for the first.</summary>
    public IReadOnlyDictionary<string, InputSubspace> All => all;

    /// <summary>Returns what of rows [n, inputs] lies outside the protected directions of an input, in their type.</summary>
    public Tensor Outside(string input, Tensor rows) => ByBlock(input, rows, (subspace, columns) => subspace.Outside(columns));

    /// <summary>Returns what of rows [n, inputs] lies in the protected directions of an input, in their type.</summary>
    public Tensor Protected(string input, Tensor rows) => ByBlock(input, rows, (subspace, columns) => subspace.Protected(columns));

    /// <summary>Protects further directions of an input; see <see cref="InputSubspace.Update"/>.</summary>
    public void Update(string input, Tensor moment, double threshold)
    {
        for (int block = 0; block < blocks; block++) Of(input, block).Update(Block(moment, block), threshold);
    }

    /// <summary>
    /// Returns the leading directions of a task's inputs among those that are not protected, [rank, inputs], float64: orthonormal rows, in blocks of length
    /// 1/√blocks each. A row for which nothing is left is zero.
    /// </summary>
    /// <param name="input">The input's name.</param>
    /// <param name="moment">Its second moment, [inputs, inputs], float64.</param>
    /// <param name="rank">The number of rows.</param>
    /// <param name="rounding">The share of the largest singular value below which another one is rounding.</param>
    public Tensor Leading(string input, Tensor moment, long rank, double rounding)
    {
        var parts = new List<Tensor>();
        for (int block = 0; block < blocks; block++)
        {
            InputSubspace subspace = Of(input, block);
            (Tensor vectors, double[] squares) = InputSubspace.Left(subspace.Outside(Block(moment, block)));
            double least = rounding * rounding * squares[0];
            Tensor rows = subspace.Outside(vectors.narrow(1, 0, rank)).t();
            double[] kept = [.. squares.Take((int)rank).Select(s => s > least ? 1.0 : 0)];
            parts.Add(Signed(rows) * torch.tensor(kept, device: rows.device).unsqueeze(1));
        }
        return torch.cat(parts, 1) / Math.Sqrt(blocks);
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        string[] names = [.. all.Keys];
        state.Value("names", ref names);
        foreach (string stray in all.Keys.Except(names).ToArray())
        {
            all[stray].Visit(new StateDisposal());
            all.Remove(stray);
        }
        foreach (string name in names) state.Child(name, Named(name));
    }

    /// <summary>Makes the entry of largest magnitude of each row [n, inputs] positive: singular vectors have no sign of their own.</summary>
    private static Tensor Signed(Tensor rows)
    {
        Tensor largest = rows.gather(1, rows.abs().argmax(1, true));
        return torch.where(largest.lt(0), -rows, rows);
    }

    private Tensor ByBlock(string input, Tensor rows, Func<InputSubspace, Tensor, Tensor> map)
    {
        // A copy: initial weights lie in memory of the runtime, and where they lie there would change the last bits of products.
        Tensor[] parts = rows.to_type(ScalarType.Float64, copy: true).chunk(blocks, 1);
        return torch.cat([.. parts.Select((part, block) => map(Of(input, block), part.t()).t())], 1).to_type(rows.dtype);
    }

    private Tensor Block(Tensor moment, int block)
    {
        long width = moment.shape[0] / blocks;
        return moment.narrow(0, block * width, width).narrow(1, block * width, width);
    }

    private InputSubspace Of(string input, int block) => Named($"{input}/{block}");

    private InputSubspace Named(string name)
    {
        if (!all.TryGetValue(name, out InputSubspace? subspace)) all[name] = subspace = new();
        return subspace;
    }
}
