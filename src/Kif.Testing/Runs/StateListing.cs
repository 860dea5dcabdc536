namespace Kif.Testing;

/// <summary>The whole state of an object: its pieces by path, and their order. Tensors are copied as bytes.</summary>
internal sealed class StateListing : IStateVisitor
{
    private readonly string prefix;

    private StateListing(string prefix, Dictionary<string, byte[]> pieces, List<string> names) => (this.prefix, Pieces, Names) = (prefix, pieces, names);

    /// <summary>The bytes by path; the last ones if a name is used twice. Null tensors are left out.</summary>
    public Dictionary<string, byte[]> Pieces { get; }

    /// <summary>All names in the order of the visit, including those of null tensors.</summary>
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
