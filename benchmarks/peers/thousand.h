/* THOUSAND(M): M(000) M(001) ... M(999) */
#ifndef THOUSAND_H
#define THOUSAND_H

/* clang-format off */
#define TEN_(M, n)                                                             \
	M(n##0) M(n##1) M(n##2) M(n##3) M(n##4)                                \
	M(n##5) M(n##6) M(n##7) M(n##8) M(n##9)
#define HUNDRED_(M, n)                                                         \
	TEN_(M, n##0) TEN_(M, n##1) TEN_(M, n##2) TEN_(M, n##3) TEN_(M, n##4)  \
	TEN_(M, n##5) TEN_(M, n##6) TEN_(M, n##7) TEN_(M, n##8) TEN_(M, n##9)
#define THOUSAND(M)                                                            \
	HUNDRED_(M, 0) HUNDRED_(M, 1) HUNDRED_(M, 2) HUNDRED_(M, 3)            \
	HUNDRED_(M, 4) HUNDRED_(M, 5) HUNDRED_(M, 6) HUNDRED_(M, 7)            \
	HUNDRED_(M, 8) HUNDRED_(M, 9)
/* clang-format on */

#endif
