namespace Kif.Testing;

/// <summary>Everything that a visit shows: the pieces by path, and their order. Tensors are copied as bytes.</summary>
internal sealed class StateListing : IStateVisitor
{
    private readonly string prefix;

    private StateListing(string prefix, Dictionary<string, byte[]> pieces, List<string> names) => (this.prefix, Pieces, Names) = (prefix, pieces, names);

    /// <summary>Bytes by path; of a name used twice the last. Tensors that are null are left out.</summary>
    public Dictionary<string, byte[]> Pieces { get; }

    /// <summary>All names in the order of the visit, those of null tensors too.</summary>
    public List<string> Names { get; }

    public static StateListing Of(IStateful state)
    {
        var listing = new StateListing("", [], []);
        state.Visit(listing);
        return listing;
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        Names.Add(prefix + name);
        if (tensor is not null) Pieces[prefix + name] = TensorBits.Of(tensor);
    }

    public void Value<T>(string name, ref T value)
    {
        Names.Add(prefix + name);
        Pieces[prefix + name] = StateJson.Write(value);
    }

    public void Child(string name, IStateful child) => child.Visit(new StateListing($"{prefix}{name}/", Pieces, Names));
}
