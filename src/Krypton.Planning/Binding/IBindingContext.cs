using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Binding;

/// <summary>What a query's names mean: the catalog, the files and the parameters around it.</summary>
public interface IBindingContext
{
    /// <summary>A loaded model by catalog name or file path.</summary>
    /// <exception cref="QueryException">It does not exist or cannot be read.</exception>
    BoundModel Model(Term term);

    /// <summary>The images that a catalog name (of an image or a collection), a file path or a pattern of paths stands for; at least one.</summary>
    /// <exception cref="QueryException">There is none.</exception>
    Seq<BoundImage> Images(Term term);

    /// <summary>A parameter's value.</summary>
    /// <exception cref="QueryException">It was not given.</exception>
    object Parameter(Parameter parameter);
}
